import { rawMail } from "./raw-mail.ts";

/** Mails and messages of one's own, such as they come. */
export const NOTES = [
  rawMail({ From: "Ann <ann@example.org>", Subject: "Lunch" }, "Shall we meet at noon?\nAnn"),
  rawMail(
    { From: "lists@example.org", Subject: "Minutes of Monday", "List-Id": "<dev.example.org>" },
    "We agreed to move the release by a week, since two tests still fail on slow machines.",
  ),
  "Running late, see you at eight. Could you buy bread?",
];

export const ADVERTS = [
  rawMail(
    { From: "x91@mail.example", Subject: "Make money fast!!!" },
    "Dear friend, earn $5000 a week from home. No risk, 100% guaranteed! Click http://10.0.0.1/now to order.\n\nTo be removed reply with REMOVE.",
  ),
  "WINNER! You have won a FREE prize of 1000 pounds, call 0900 123 now to claim, reply STOP to end",
];

/** Twenty messages of a kind that no mail of the training is of. */
export const RADIO = Array.from(
  { length: 20 },
  (_, index) =>
    `Whiskey tango ${index}: antenna ${index * 7} turned towards the ridge, over and out, foxtrot ${index % 3}`,
);
