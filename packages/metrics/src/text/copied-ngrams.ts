import { requireInteger } from "../require.ts";
import { TokenNgramSet } from "./token-ngram-set.ts";

/**
 * How much of a generated text is copied: looks for its n-grams in a training text that is read in pieces.
 *
 * The generated text is what is indexed, so memory grows with it (about 20 bytes a token) and not with the
 * training text, which may be larger than memory. Tokens are compared, not hashes: no false positives.
 */
export class CopiedNgrams {
  private readonly n: number;
  private readonly ngrams: TokenNgramSet;
  /** How often each different n-gram stands in the generated text; 0 once the training text had it. */
  private readonly unseen: Int32Array;
  private readonly total: number;
  private copied = 0;
  /** The last n - 1 tokens of the training text so far: an n-gram may reach over a cut. */
  private tail = new Int32Array(0);

  /**
   * @param generated token ids [N] of the generated text; not copied, must not change.
   * @param n length of the n-grams, 1 or more.
   * @throws RangeError when n is not such an integer.
   */
  constructor(generated: Int32Array, n: number) {
    requireInteger("CopiedNgrams", "n", n, 1);
    this.n = n;
    this.ngrams = new TokenNgramSet(generated, n);
    this.total = Math.max(0, generated.length - n + 1);
    this.unseen = new Int32Array(this.total);
    for (let start = 0; start < this.total; start++) this.unseen[this.ngrams.add(start)]++;
  }

  /** Reads the next piece of the training text. */
  read(trainingIds: Int32Array): this {
    const { n } = this;
    if (this.total === 0) return this;
    const seam = new Int32Array(this.tail.length + Math.min(n - 1, trainingIds.length));
    seam.set(this.tail);
    seam.set(trainingIds.subarray(0, n - 1), this.tail.length);
    this.search(seam);
    this.search(trainingIds);
    this.tail =
      trainingIds.length < n - 1
        ? seam.slice(Math.max(0, seam.length - n + 1))
        : trainingIds.slice(trainingIds.length - n + 1);
    return this;
  }

  /**
   * The share of the generated text's n-grams that stand in the training text so far, in [0, 1].
   * NaN when the generated text has fewer than n tokens.
   */
  get rate(): number {
    return this.copied / this.total;
  }

  private search(tokenIds: Int32Array): void {
    for (let start = 0; start + this.n <= tokenIds.length; start++) {
      const number = this.ngrams.find(tokenIds, start);
      if (number < 0) continue;
      this.copied += this.unseen[number];
      this.unseen[number] = 0;
    }
  }
}

/**
 * The share of a generated text's n-grams that stand in the training text, in [0, 1]; NaN when the
 * generated text has fewer than n tokens. See {@link CopiedNgrams} for a training text in pieces.
 *
 * @param generated token ids [N].
 * @param training token ids [M].
 * @param n length of the n-grams, 1 or more.
 * @throws RangeError when n is not such an integer.
 */
export function copiedNgramRate(generated: Int32Array, training: Int32Array, n: number): number {
  return new CopiedNgrams(generated, n).read(training).rate;
}
