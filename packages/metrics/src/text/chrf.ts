import { requireInteger } from "../require.ts";
import { matches, ngramCounts } from "./ngram-counts.ts";
import { type References, readReferences } from "./references.ts";
import { splitWords } from "./split-words.ts";

const CHARACTER_ORDER = 6;
/** Recall counts twice as much as precision. */
const BETA_SQUARED = 4;
const LARGEST_WORD_ORDER = 6;

const punctuation = /^[!-/:-@[-`{-~]$/;

export interface ChrfOptions {
  /** Longest word n-gram: 0 (default) is chrF, 2 is chrF++. In [0, 6]. */
  readonly wordOrder?: number;
}

/** n-grams of one length, summed over segments. */
interface OrderCounts {
  readonly hypothesis: number;
  readonly reference: number;
  readonly matched: number;
}

/**
 * chrF as sacrebleu defines it, in [0, 100]: the F-score (beta 2) of the mean precision and mean recall of
 * character 1- to 6-grams, white space left out, summed over all segments; of several references the one
 * that gives its segment the best score counts. 0 where nothing matches. Needs no tokenizer, so it suits
 * any language. The memory of an accumulator does not grow with the corpus.
 *
 * Popović, "chrF: character n-gram F-score for automatic MT evaluation", WMT 2015; "chrF++: words helping
 * character n-grams", WMT 2017.
 */
export class ChrfAccumulator {
  private readonly wordOrder: number;
  private counts: readonly OrderCounts[] = [];

  /** @throws RangeError when `wordOrder` is not an integer in [0, 6]. */
  constructor({ wordOrder = 0 }: ChrfOptions = {}) {
    requireInteger("ChrfAccumulator", "wordOrder", wordOrder, 0, LARGEST_WORD_ORDER);
    this.wordOrder = wordOrder;
  }

  /**
   * Counts one segment.
   *
   * @throws RangeError when there is no reference.
   */
  add(hypothesis: string, references: readonly string[]): this {
    if (references.length === 0) {
      throw new RangeError("ChrfAccumulator.add: expected at least one reference, got 0");
    }
    const ngrams = this.ngrams(hypothesis);
    const candidates = references.map((reference) => compare(ngrams, this.ngrams(reference)));
    const best = candidates.reduce((first, second) => (fScore(second) > fScore(first) ? second : first));
    this.counts = best.map((order, index) => {
      const sum = this.counts[index] ?? { hypothesis: 0, reference: 0, matched: 0 };
      return {
        hypothesis: sum.hypothesis + order.hypothesis,
        reference: sum.reference + order.reference,
        matched: sum.matched + order.matched,
      };
    });
    return this;
  }

  /** The score of the segments so far. */
  score(): number {
    return fScore(this.counts);
  }

  /** Counts of the character n-grams of each length, then of the word n-grams. */
  private ngrams(text: string): Map<string, number>[] {
    const words = splitWords(text);
    const characters = [...words.join("")];
    const parted = words.flatMap(partPunctuation);
    return [
      ...Array.from({ length: CHARACTER_ORDER }, (_, index) => ngramCounts(characters, index + 1, "")),
      ...Array.from({ length: this.wordOrder }, (_, index) => ngramCounts(parted, index + 1, " ")),
    ];
  }
}

/** Parts one ASCII punctuation mark from the end of a word or else from its start. */
function partPunctuation(word: string): string[] {
  if (word.length === 1) return [word];
  if (punctuation.test(word.at(-1)!)) return [word.slice(0, -1), word.slice(-1)];
  if (punctuation.test(word[0])) return [word[0], word.slice(1)];
  return [word];
}

function compare(
  hypothesis: readonly ReadonlyMap<string, number>[],
  reference: readonly ReadonlyMap<string, number>[],
): OrderCounts[] {
  const size = (counts: ReadonlyMap<string, number>) => {
    let sum = 0;
    for (const count of counts.values()) sum += count;
    return sum;
  };
  return hypothesis.map((ngrams, index) => ({
    // Where the reference is too short for this length, the hypothesis is not blamed for it.
    hypothesis: reference[index].size > 0 ? size(ngrams) : 0,
    reference: size(reference[index]),
    matched: matches(ngrams, reference[index]),
  }));
}

/** Mean precision and recall over the lengths that both sides have, as one F-score in [0, 100]. */
function fScore(counts: readonly OrderCounts[]): number {
  const orders = counts.filter(({ hypothesis, reference }) => hypothesis > 0 && reference > 0);
  if (orders.length === 0) return 0;
  const precision = orders.reduce((sum, order) => sum + order.matched / order.hypothesis, 0) / orders.length;
  const recall = orders.reduce((sum, order) => sum + order.matched / order.reference, 0) / orders.length;
  if (precision + recall === 0) return 0;
  return (100 * (1 + BETA_SQUARED) * precision * recall) / (BETA_SQUARED * precision + recall);
}

/**
 * Corpus chrF of `hypotheses` [N] against the references of each, in [0, 100]: see {@link ChrfAccumulator}.
 *
 * @throws RangeError when there is no hypothesis, the lengths differ, one has no reference, or `wordOrder` is
 *   not an integer in [0, 6].
 */
export function chrf(
  hypotheses: readonly string[],
  references: References,
  options: ChrfOptions = {},
): number {
  const accumulator = new ChrfAccumulator(options);
  readReferences("chrf", hypotheses, references).forEach((each, segment) => {
    accumulator.add(hypotheses[segment], each);
  });
  return accumulator.score();
}
