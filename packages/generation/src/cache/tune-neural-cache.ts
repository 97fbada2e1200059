import {
  type LanguageModel,
  type PredictionCache,
  type ScoreTokensOptions,
  scoreTokens,
  type TokenSource,
} from "@engram/lstm-core";
import { logAddExp } from "../sampling/log-softmax.ts";
import { NeuralCache } from "./neural-cache.ts";
import { checkNeuralCacheOptions, type NeuralCacheOptions } from "./neural-cache-options.ts";

/** Which caches to try, and how the text is read. */
export interface TuneNeuralCacheOptions extends Pick<ScoreTokensOptions, "batchSize" | "context"> {
  /** How many positions each cache remembers. */
  readonly size: number;
  /** The λ to try. Default 0, 0.05, 0.1, 0.2, 0.3. */
  readonly weights?: readonly number[];
  /** The θ to try. Default 0, 0.1, 0.3, 1. */
  readonly thetas?: readonly number[];
}

/** One cache and how well the model did with it. */
export interface NeuralCacheTrial extends NeuralCacheOptions {
  /** The mean of -log p(token), in nats. */
  readonly nats: number;
}

/**
 * Tries every pair of λ and θ on validation tokens, in one reading of them, the best first.
 *
 * The time is that of `scoreTokens` with one cache for each θ; further λ cost nothing.
 *
 * @throws RangeError when there is nothing to try, an option is out of its range, or there are fewer than two
 * tokens.
 */
export async function tuneNeuralCache(
  model: LanguageModel,
  tokenIds: TokenSource | Int32Array | Uint16Array,
  options: TuneNeuralCacheOptions,
): Promise<NeuralCacheTrial[]> {
  const { size, weights = [0, 0.05, 0.1, 0.2, 0.3], thetas = [0, 0.1, 0.3, 1], ...reading } = options;
  const pairs = thetas.flatMap((theta) => weights.map((weight) => ({ size, weight, theta })));
  if (pairs.length === 0)
    throw new RangeError("tuneNeuralCache: expected weights and thetas to try, got none");
  const totals = new Float64Array(pairs.length);
  const hiddenSize = model.config.hiddenSizes[model.config.hiddenSizes.length - 1];
  for (const pair of pairs) checkNeuralCacheOptions(pair);
  const { tokens } = await scoreTokens(model, tokenIds, {
    ...reading,
    cache: () => new CacheGrid(hiddenSize, { size, weights, thetas }, totals),
  });
  return pairs
    .map((pair, index) => ({ ...pair, nats: totals[index] / tokens }))
    .sort((a, b) => a.nats - b.nats);
}

/** Adds up the nats of every pair of θ and λ while a text is scored without any cache. */
class CacheGrid implements PredictionCache {
  private readonly weights: readonly number[];
  /** For each θ, p_cache alone. */
  private readonly caches: readonly NeuralCache[];
  private readonly totals: Float64Array;

  constructor(
    hiddenSize: number,
    { size, weights, thetas }: { size: number; weights: readonly number[]; thetas: readonly number[] },
    totals: Float64Array,
  ) {
    this.weights = weights;
    this.caches = thetas.map((theta) => new NeuralCache(hiddenSize, { size, weight: 1, theta }));
    this.totals = totals;
  }

  mix(logProbability: number, hidden: Float32Array, target: number): number {
    let pair = 0;
    for (const cache of this.caches) {
      const fromCache = cache.mix(logProbability, hidden, target);
      for (const weight of this.weights) {
        this.totals[pair++] -= logAddExp(Math.log1p(-weight) + logProbability, Math.log(weight) + fromCache);
      }
    }
    return logProbability;
  }

  observe(hidden: Float32Array, target: number): void {
    for (const cache of this.caches) cache.observe(hidden, target);
  }
}
