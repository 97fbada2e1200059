import { foldInnerSymbols } from "./fold-inner-symbols.ts";
import { foldInvisible } from "./fold-invisible.ts";
import { foldLookAlikes } from "./fold-look-alikes.ts";
import { foldSpacedWords } from "./fold-spaced-words.ts";

export interface FoldedText {
  readonly text: string;
  /** Words that were disguised. */
  readonly count: number;
}

/** One disguise can hide another: "v.1.a.g.r.a" is first joined, then read. */
const MAXIMUM_ROUNDS = 8;

/**
 * A text whose words are no longer disguised from filters: look-alike letters of other scripts and styles, characters
 * that are not seen, spaced letters, digits and signs inside words, heaps of marks. Words of Latin letters alone are
 * folded; honest text of any language stays as it is, and so do case and accents.
 *
 * Folding twice is folding once. Takes time in proportion to the text.
 */
export function foldObfuscation(text: string): FoldedText {
  if (typeof text !== "string") {
    throw new TypeError(`foldObfuscation: expected a string, got ${typeof text}`);
  }
  let count = 0;
  const report = () => {
    count++;
  };
  let folded = text;
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    const before = folded;
    folded = foldInvisible(folded, report);
    folded = foldLookAlikes(folded, report);
    folded = foldSpacedWords(folded, report);
    folded = foldInnerSymbols(folded, report);
    if (folded === before) break;
  }
  return { text: folded, count };
}
