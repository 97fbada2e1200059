import { decide } from "../calibration/decision.ts";
import type { TextClassifier } from "../text-classifier.ts";
import { readPart } from "../text-preparation.ts";
import { type WordSpan, wordSpans } from "./word-spans.ts";

/** A word, or a run of words, and what it does to the probability of a class. */
export interface WordInfluence extends WordSpan {
  /** As it stands in the text, from `start` to `end`. */
  readonly text: string;
  /** Log-odds of the class with it, less those without it: above 0 it speaks for the class. */
  readonly influence: number;
}

export interface Explanation {
  readonly label: string;
  readonly probability: number;
  /** In the order of the text. */
  readonly words: readonly WordInfluence[];
}

export interface ExplainOptions {
  /** The class that is asked about. Default: the one that the classifier chooses. */
  readonly label?: string;
  /** A text of more words is taken apart into so many runs of words. Default 200: as many predictions. */
  readonly mostParts?: number;
}

/** Log-odds stay finite. */
const SMALLEST = 1e-30;

/**
 * Which words decide: each is left out in turn, and the class is predicted without it (occlusion; Li, Monroe and
 * Jurafsky 2016, "Understanding neural networks through representation erasure").
 *
 * Words that only together decide get little each. Of a document longer than the classifier reads, the words in its
 * beginning and end are told.
 *
 * @throws RangeError when the label is none of the classifier's.
 */
export async function explain(
  classifier: Pick<TextClassifier, "config" | "probabilities">,
  text: string,
  { label, mostParts = 200 }: ExplainOptions = {},
): Promise<Explanation> {
  const { labels, preparation, decision } = classifier.config;
  if (label !== undefined && !labels.includes(label)) {
    throw new RangeError(`explain: expected one of ${labels.join(", ")}, got ${label}`);
  }
  if (!(Number.isInteger(mostParts) && mostParts >= 1)) {
    throw new RangeError(`explain: expected mostParts of 1 or more, got ${mostParts}`);
  }
  const read = readPart(text, preparation.maximumTokens);
  const parts = inRuns(wordSpans(read), mostParts);
  const without = parts.map(({ start, end }) => read.slice(0, start) + read.slice(end));
  const probabilities = await classifier.probabilities([read, ...without]);
  const asked =
    label === undefined
      ? decide(probabilities.subarray(0, labels.length), labels, decision)
      : labels.indexOf(label);
  const rowOf = (row: number) => probabilities.subarray(row * labels.length, (row + 1) * labels.length);
  const whole = logOdds(rowOf(0), asked);
  return {
    label: labels[asked],
    probability: rowOf(0)[asked],
    words: parts.map(({ start, end }, place) => ({
      text: read.slice(start, end),
      start: inOriginal(start, read, text),
      end: inOriginal(end, read, text),
      influence: whole - logOdds(rowOf(place + 1), asked),
    })),
  };
}

/** Runs of as many words each, the last perhaps of fewer. */
function inRuns(words: readonly WordSpan[], mostParts: number): WordSpan[] {
  const size = Math.max(1, Math.ceil(words.length / mostParts));
  return words
    .filter((_, place) => place % size === 0)
    .map(({ start }, run) => ({ start, end: words[Math.min((run + 1) * size, words.length) - 1].end }));
}

/** What is read of a long text is its beginning and its end: a place counts from the nearer of both. */
function inOriginal(place: number, read: string, text: string): number {
  return place > read.length / 2 ? place + text.length - read.length : place;
}

/** From the probabilities of the other classes, not as 1 - p: next to 1 a float32 has no digits left. */
function logOdds(row: Float32Array, asked: number): number {
  const others = row.reduce((sum, probability, index) => (index === asked ? sum : sum + probability), 0);
  return Math.log(Math.max(row[asked], SMALLEST)) - Math.log(Math.max(others, SMALLEST));
}
