import type { PredictionCache } from "@engram/lstm-core";
import { logAddExp, logSumExp } from "../sampling/log-softmax.ts";
import { dotProduct } from "./dot-product.ts";
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
export class NeuralCache implements PredictionCache {
  readonly hiddenSize: number;
  readonly options: NeuralCacheOptions;
  private readonly states: Float32Array;
  private readonly followers: Int32Array;
  private readonly shares: Float64Array;
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
    this.shares = new Float64Array(options.size);
  }

  /** How many positions are remembered now. */
  get length(): number {
    return this.filled;
  }

  /**
   * The mixed log p(target), given the model's: for scoring a text, as lstm-core's `scoreTokens` does it.
   *
   * @param logProbability the model's log p(target), in nats.
   * @param hidden [H], the hidden state that it comes from.
   */
  mix(logProbability: number, hidden: ArrayLike<number>, target: number): number {
    const { weight } = this.options;
    if (weight === 0 || this.filled === 0) return logProbability;
    const total = this.weigh(hidden);
    let mass = 0;
    for (let row = 0; row < this.filled; row++) {
      if (this.followers[row] === target) mass += this.shares[row];
    }
    return logAddExp(Math.log1p(-weight) + logProbability, Math.log(weight) + Math.log(mass / total));
  }

  /**
   * Mixes the cache into a model's whole prediction.
   *
   * @param logits [V], replaced by the log-probabilities of the mixture.
   * @param hidden [H], the hidden state that the logits come from.
   */
  mixLogits(logits: Float32Array, hidden: ArrayLike<number>): void {
    const { weight } = this.options;
    if (weight === 0 || this.filled === 0) return;
    const total = this.weigh(hidden);
    const { shares, followers, filled } = this;
    if (this.mass.length < logits.length) this.mass = new Float64Array(logits.length);
    const mass = this.mass;
    for (let row = 0; row < filled; row++) mass[followers[row]] += shares[row];

    const shift = Math.log1p(-weight) - logSumExp(logits);
    const logWeight = Math.log(weight);
    for (let tokenId = 0; tokenId < logits.length; tokenId++) {
      const fromModel = shift + logits[tokenId];
      logits[tokenId] =
        mass[tokenId] === 0 ? fromModel : logAddExp(fromModel, logWeight + Math.log(mass[tokenId] / total));
    }
    for (let row = 0; row < filled; row++) mass[followers[row]] = 0;
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

  /** Puts exp(θ h · h_i) of every remembered i, relative to the largest, into `shares`; returns their sum. */
  private weigh(hidden: ArrayLike<number>): number {
    const { states, shares, filled, hiddenSize } = this;
    const { theta } = this.options;
    let nearest = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < filled; row++) {
      const similarity = dotProduct(hidden, states, row * hiddenSize, hiddenSize);
      shares[row] = similarity;
      if (similarity > nearest) nearest = similarity;
    }
    let total = 0;
    for (let row = 0; row < filled; row++) {
      shares[row] = Math.exp(theta * (shares[row] - nearest));
      total += shares[row];
    }
    return total;
  }
}
