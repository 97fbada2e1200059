import { logSumExp } from "../sampling/log-softmax.ts";
import { checkNeuralCacheOptions, type NeuralCacheOptions } from "./neural-cache-options.ts";

/** What a cache remembers, oldest first. */
export interface NeuralCacheContent {
  /** [N,H], row-major: the hidden states. */
  readonly hidden: Float32Array;
  /** [N]: the token that followed each of them. */
  readonly tokenIds: Int32Array;
}

/**
 * A second, longer working memory: past hidden states, each with the token that followed it.
 *
 * p = (1 - λ) p_model + λ p_cache, with p_cache(w) ∝ Σ exp(θ h · h_i) over the remembered i that w followed.
 * Grave, Joulin and Usunier, "Improving neural language models with a continuous cache", 2017, section 3.
 *
 * The states stand in a ring of `size` rows; all sums are in float64 and relative to their largest term, so
 * that no θ overflows. An empty cache, like weight 0, leaves the logits as they are, bit for bit.
 */
export class NeuralCache {
  readonly hiddenSize: number;
  readonly options: NeuralCacheOptions;
  private readonly states: Float32Array;
  private readonly followers: Int32Array;
  private readonly scores: Float64Array;
  private mass = new Float64Array(0);
  private filled = 0;
  private next = 0;

  /** @throws RangeError when an option is out of its range. */
  constructor(hiddenSize: number, options: NeuralCacheOptions) {
    checkNeuralCacheOptions(options);
    this.hiddenSize = hiddenSize;
    this.options = { ...options };
    this.states = new Float32Array(options.size * hiddenSize);
    this.followers = new Int32Array(options.size);
    this.scores = new Float64Array(options.size);
  }

  /** How many positions are remembered now. */
  get length(): number {
    return this.filled;
  }

  /**
   * Mixes the cache into a model's prediction.
   *
   * @param logits [V], replaced by the log-probabilities of the mixture.
   * @param hidden [H], the hidden state that the logits come from.
   */
  mix(logits: Float32Array, hidden: ArrayLike<number>): void {
    const { weight, theta } = this.options;
    if (weight === 0 || this.filled === 0) return;
    const { scores, followers, filled } = this;
    if (this.mass.length < logits.length) this.mass = new Float64Array(logits.length);
    const mass = this.mass;
    const nearest = this.score(hidden);
    let total = 0;
    for (let index = 0; index < filled; index++) {
      const share = Math.exp(theta * (scores[index] - nearest));
      mass[followers[index]] += share;
      total += share;
    }

    const logTotal = Math.log(total);
    const normalizer = logSumExp(logits);
    const logModelShare = Math.log1p(-weight);
    const logCacheShare = Math.log(weight);
    for (let tokenId = 0; tokenId < logits.length; tokenId++) {
      const fromModel = logModelShare + (logits[tokenId] - normalizer);
      if (mass[tokenId] === 0) {
        logits[tokenId] = fromModel;
        continue;
      }
      const fromCache = logCacheShare + (Math.log(mass[tokenId]) - logTotal);
      const larger = Math.max(fromModel, fromCache);
      logits[tokenId] = larger + Math.log1p(Math.exp(Math.min(fromModel, fromCache) - larger));
    }
    for (let index = 0; index < filled; index++) mass[followers[index]] = 0;
  }

  /** Remembers that `tokenId` followed the hidden state [H]; the oldest position is forgotten when full. */
  observe(hidden: ArrayLike<number>, tokenId: number): void {
    this.states.set(hidden, this.next * this.hiddenSize);
    this.followers[this.next] = tokenId;
    this.next = (this.next + 1) % this.options.size;
    this.filled = Math.min(this.filled + 1, this.options.size);
  }

  /** Forgets everything. */
  clear(): void {
    this.filled = 0;
    this.next = 0;
  }

  /** A cache with the same content that goes its own way. */
  clone(): NeuralCache {
    const copy = new NeuralCache(this.hiddenSize, this.options);
    copy.states.set(this.states);
    copy.followers.set(this.followers);
    copy.filled = this.filled;
    copy.next = this.next;
    return copy;
  }

  /** A copy of what is remembered, oldest first. */
  content(): NeuralCacheContent {
    const { hiddenSize, filled } = this;
    const hidden = new Float32Array(filled * hiddenSize);
    const tokenIds = new Int32Array(filled);
    for (let index = 0; index < filled; index++) {
      const row = (this.next - filled + index + this.options.size) % this.options.size;
      hidden.set(this.states.subarray(row * hiddenSize, (row + 1) * hiddenSize), index * hiddenSize);
      tokenIds[index] = this.followers[row];
    }
    return { hidden, tokenIds };
  }

  /** Puts h · h_i of every remembered i into `scores` and returns the largest. */
  private score(hidden: ArrayLike<number>): number {
    const { states, scores, hiddenSize } = this;
    let nearest = Number.NEGATIVE_INFINITY;
    for (let row = 0, offset = 0; row < this.filled; row++, offset += hiddenSize) {
      // Four sums: an addition need not wait for the one before it.
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      let unit = 0;
      for (; unit + 3 < hiddenSize; unit += 4) {
        sum0 += hidden[unit] * states[offset + unit];
        sum1 += hidden[unit + 1] * states[offset + unit + 1];
        sum2 += hidden[unit + 2] * states[offset + unit + 2];
        sum3 += hidden[unit + 3] * states[offset + unit + 3];
      }
      for (; unit < hiddenSize; unit++) sum0 += hidden[unit] * states[offset + unit];
      const score = sum0 + sum1 + (sum2 + sum3);
      scores[row] = score;
      if (score > nearest) nearest = score;
    }
    return nearest;
  }
}
