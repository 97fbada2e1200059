import type { PieceCounter } from "../piece-counter.ts";
import { MAX_LEXICON_WORD_LENGTH, PIECE, UNSPACED_RUN } from "./word-pattern.ts";

/** Cuts a run of a script without spaces into words that make it up. */
export type SegmentRun = (run: string) => Iterable<string>;

/**
 * Counts the words of one text. Those of unspaced scripts count for each of their characters as well, so that
 * a word too rare for the vocabulary falls back to characters and not to unknowns.
 */
export function countWords(text: string, counter: PieceCounter, segmentRun: SegmentRun): void {
  for (let at = 0; at < text.length; at = PIECE.lastIndex) {
    PIECE.lastIndex = at;
    const [piece, unspaced] = PIECE.exec(text)!;
    if (unspaced === undefined) counter.add(piece);
  }
  for (const [run] of text.matchAll(UNSPACED_RUN)) {
    for (const character of run) counter.add(character);
    for (const word of segmentRun(run)) {
      if (word.length <= MAX_LEXICON_WORD_LENGTH && [...word].length > 1) counter.add(word);
    }
  }
}

/** By Intl.Segmenter, which is made when it is first needed. */
export function intlSegmentRun(): SegmentRun {
  let segmenter: Intl.Segmenter | undefined;
  return (run) => {
    segmenter ??= new Intl.Segmenter("und", { granularity: "word" });
    return Array.from(segmenter.segment(run), ({ segment }) => segment);
  };
}
