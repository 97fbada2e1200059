import { type CleanOptions, clean } from "@engram/tokenizer";
import { isUnspaced } from "../unspaced-scripts.ts";

const COMPARABLE: CleanOptions = {
  htmlTags: "remove",
  htmlEntities: "decode",
  normalization: "NFKC",
  letterCase: "lower",
  whitespace: "single-line",
};

const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * What of a text is compared with others: its words, without mark-up, case, punctuation and spacing.
 *
 * Where a script puts no spaces between words, each character counts as one. A text without any word, such as ":-)",
 * is one word as it stands.
 */
export function comparableWords(text: string): string[] {
  const cleaned = clean(text, COMPARABLE);
  const words: string[] = [];
  for (const [word] of cleaned.matchAll(WORD)) {
    if (!isUnspaced(word)) words.push(word);
    else for (const character of word) words.push(character);
  }
  return words.length > 0 ? words : [cleaned];
}
