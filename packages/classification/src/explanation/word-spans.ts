import { segmentWords } from "@engram/tokenizer";
import { isUnspaced } from "../unspaced-scripts.ts";

/** Where a word stands in a text: `text.slice(start, end)`, in UTF-16 units. */
export interface WordSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The words of a text: what stands between whitespace, punctuation and all; where a script puts no spaces between
 * words, those that `segmentWords` finds.
 */
export function wordSpans(text: string): WordSpan[] {
  return Array.from(text.matchAll(/\S+/gu)).flatMap(({ 0: run, index }) => {
    const found = isUnspaced(run) ? placesOf(segmentWords(run), run) : [];
    const spans = found.length > 0 ? found : [{ start: 0, end: run.length }];
    return spans.map(({ start, end }) => ({ start: index + start, end: index + end }));
  });
}

function placesOf(words: readonly string[], run: string): WordSpan[] {
  let end = 0;
  return words.map((word) => {
    const start = run.indexOf(word, end);
    end = start + word.length;
    return { start, end };
  });
}
