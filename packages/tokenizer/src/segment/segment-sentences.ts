import type { SegmentOptions } from "./segment-words.ts";

/**
 * The sentences of a text in any language, in order, without the whitespace around them (Unicode UAX 29).
 *
 * A full stop after an abbreviation can end a sentence: the rules know no dictionary.
 */
export function segmentSentences(text: string, { locale = "und" }: SegmentOptions = {}): string[] {
  const segmenter = new Intl.Segmenter(locale, { granularity: "sentence" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment.trim()).filter(
    (sentence) => sentence !== "",
  );
}
