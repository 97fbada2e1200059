import type { TermList } from "./term-list.ts";

/**
 * Five religions and who follows them; no denominations, clergy or buildings, which have no counterpart in each of the five.
 *
 * "Christian" is also a first name. "Jew" becomes the word of the other group, and none becomes "Jew", since English has one
 * word for the adjective and the person elsewhere.
 */
export const RELIGIONS: TermList = {
  groups: ["Christian", "Muslim", "Jewish", "Hindu", "Buddhist"],
  rows: [
    ["Christian", "Muslim", "Jewish", "Hindu", "Buddhist"],
    ["Christian", "Muslim", "Jew", "Hindu", "Buddhist"],
    ["Christians", "Muslims", "Jews", "Hindus", "Buddhists"],
    ["Christianity", "Islam", "Judaism", "Hinduism", "Buddhism"],
  ],
  capitalised: false,
  source:
    "Identity terms of the kind in Dixon et al. 2018 (Measuring and mitigating unintended bias in text classification)",
};
