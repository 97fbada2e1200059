import { matches, ngramCounts } from "./ngram-counts.ts";
import { type References, readReferences } from "./references.ts";
import { splitWords } from "./split-words.ts";
import { tokenize13a } from "./tokenize-13a.ts";

const ORDER = 4;

export interface BleuOptions {
  /**
   * "13a" (default): mteval-v13a, for raw text in languages with spaces. "char": every code point, for
   * Chinese and the like. "none": parts at white space, for text that is tokenised already.
   */
  readonly tokenize?: "13a" | "char" | "none";
  /**
   * What stands for the precision of an order without a match: "exp" (default) 1 / (2^k total) for the k-th
   * such order, "none" 0, which makes the score 0.
   */
  readonly smoothing?: "exp" | "none";
}

export interface BleuScore {
  /** In [0, 100]. */
  readonly score: number;
  /** Smoothed n-gram precisions of orders 1 to 4, in [0, 100]. */
  readonly precisions: readonly number[];
  /** In [0, 1]: 1 where the hypotheses are as long as the references or longer. */
  readonly brevityPenalty: number;
  /** Tokens. */
  readonly hypothesisLength: number;
  /** Tokens of the reference closest in length to each hypothesis, the shorter of two as close. */
  readonly referenceLength: number;
}

const tokenizers = {
  "13a": tokenize13a,
  char: (text: string) => splitWords(text).flatMap((word) => [...word]),
  none: splitWords,
};

/**
 * Corpus BLEU as sacrebleu defines it: the geometric mean of the 1- to 4-gram precisions over all
 * segments, times the brevity penalty. 0 where no token matches or no hypothesis has four tokens.
 * The memory of an accumulator does not grow with the corpus.
 *
 * Papineni and others, "BLEU: a method for automatic evaluation of machine translation", ACL 2002;
 * Post, "A call for clarity in reporting BLEU scores", WMT 2018; smoothing: Chen and Cherry, WMT 2014,
 * method 3.
 */
export class BleuAccumulator {
  private readonly tokenize: (text: string) => string[];
  private readonly smoothing: "exp" | "none";
  private readonly matched = new Float64Array(ORDER);
  private readonly totals = new Float64Array(ORDER);
  private hypothesisLength = 0;
  private referenceLength = 0;

  /** @throws RangeError when an option is not one of those listed. */
  constructor({ tokenize = "13a", smoothing = "exp" }: BleuOptions = {}) {
    if (!Object.hasOwn(tokenizers, tokenize)) {
      throw new RangeError(`BleuAccumulator: expected tokenize "13a", "char" or "none", got ${tokenize}`);
    }
    if (smoothing !== "exp" && smoothing !== "none") {
      throw new RangeError(`BleuAccumulator: expected smoothing "exp" or "none", got ${String(smoothing)}`);
    }
    this.tokenize = tokenizers[tokenize];
    this.smoothing = smoothing;
  }

  /**
   * Counts one segment.
   *
   * @throws RangeError when there is no reference.
   */
  add(hypothesis: string, references: readonly string[]): this {
    if (references.length === 0) {
      throw new RangeError("BleuAccumulator.add: expected at least one reference, got 0");
    }
    const words = this.tokenize(hypothesis);
    const referenceWords = references.map(this.tokenize);
    this.hypothesisLength += words.length;
    this.referenceLength += closest(
      words.length,
      referenceWords.map(({ length }) => length),
    );
    for (let length = 1; length <= ORDER; length++) {
      const allowed = new Map<string, number>();
      for (const reference of referenceWords) {
        for (const [ngram, count] of ngramCounts(reference, length, " ")) {
          allowed.set(ngram, Math.max(count, allowed.get(ngram) ?? 0));
        }
      }
      this.matched[length - 1] += matches(ngramCounts(words, length, " "), allowed);
      this.totals[length - 1] += Math.max(0, words.length - length + 1);
    }
    return this;
  }

  /** The score of the segments so far. */
  score(): BleuScore {
    const { hypothesisLength, referenceLength } = this;
    const precisions = this.precisions();
    const brevityPenalty =
      hypothesisLength >= referenceLength ? 1 : Math.exp(1 - referenceLength / hypothesisLength);
    const meanLog = precisions.reduce((sum, precision) => sum + Math.log(precision), 0) / ORDER;
    return {
      score: brevityPenalty * Math.exp(meanLog),
      precisions,
      brevityPenalty,
      hypothesisLength,
      referenceLength,
    };
  }

  private precisions(): number[] {
    const anyMatch = this.matched.some((count) => count > 0);
    let smoothed = 1;
    return Array.from(this.matched, (count, index) => {
      const total = this.totals[index];
      if (!anyMatch || total === 0) return 0;
      if (count > 0) return (100 * count) / total;
      smoothed *= 2;
      return this.smoothing === "exp" ? 100 / (smoothed * total) : 0;
    });
  }
}

/** The length closest to `length`; of two as close, the shorter. */
function closest(length: number, lengths: readonly number[]): number {
  return lengths.reduce((best, candidate) => {
    const gain = Math.abs(best - length) - Math.abs(candidate - length);
    return gain > 0 || (gain === 0 && candidate < best) ? candidate : best;
  });
}

/**
 * Corpus BLEU of `hypotheses` [N] against the references of each: see {@link BleuAccumulator}.
 *
 * @throws RangeError when there is no hypothesis, the lengths differ, one has no reference, or an option is
 *   not one of those listed.
 */
export function bleu(
  hypotheses: readonly string[],
  references: References,
  options: BleuOptions = {},
): BleuScore {
  const accumulator = new BleuAccumulator(options);
  readReferences("bleu", hypotheses, references).forEach((each, segment) => {
    accumulator.add(hypotheses[segment], each);
  });
  return accumulator.score();
}
