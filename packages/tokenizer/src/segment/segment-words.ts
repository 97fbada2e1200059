export interface SegmentOptions {
  /** A BCP 47 language tag. Default "und": the rules that hold for any language. */
  readonly locale?: string;
}

export interface SegmentWordsOptions extends SegmentOptions {
  /** Cuts runs of Chinese characters, for example `await loadJieba()` of `@engram/tokenizer/node`. Default: Intl.Segmenter. */
  readonly segmentHan?: (run: string) => Iterable<string>;
}

/** Runs of Chinese characters (group 1), in parts that no engine's stack is too small for, and what stands between. */
const HAN_OR_NOT = /(\p{Script=Han}{1,4096})|\P{Script=Han}{1,4096}/gu;
const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/** The words of a text in any language, in order, without whitespace and punctuation (Unicode UAX 29). */
export function segmentWords(
  text: string,
  { locale = "und", segmentHan }: SegmentWordsOptions = {},
): string[] {
  const segmenter = new Intl.Segmenter(locale, { granularity: "word" });
  const words = (part: string) =>
    Array.from(segmenter.segment(part)).flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []));
  if (segmentHan === undefined) return words(text);
  return Array.from(text.matchAll(HAN_OR_NOT)).flatMap(([part, han]) =>
    han === undefined ? words(part) : Array.from(segmentHan(han)).filter((word) => WORD_CHARACTER.test(word)),
  );
}
