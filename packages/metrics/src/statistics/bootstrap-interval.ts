import { Random } from "@engram/random";
import { requireInteger } from "../require.ts";

/** Apart from the streams that a program with the same seed shuffles and samples with. */
const STREAM = 0x626f_6f74;
const MOST_ITEMS = 0x7fff_ffff;
const MOST_RESAMPLES = 10_000_000;

export interface BootstrapOptions {
  /** Integer in [0, 2^53). */
  readonly seed: number;
  /** How many resamples; default 1000. */
  readonly resamples?: number;
  /** Share of the distribution inside the interval, in (0, 1); default 0.95. */
  readonly confidence?: number;
}

export interface BootstrapInterval {
  /** The statistic of the items themselves. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** Resamples whose statistic was NaN (a ROC AUC where only one class was drawn); they are left out. */
  readonly undefinedResamples: number;
}

/**
 * A percentile bootstrap interval: how far a statistic of N items would move with other items of the kind.
 *
 * Whether two systems differ on the same items is the interval of their difference, both read at the same
 * indices (a paired bootstrap): `bootstrapInterval(N, (indices) => score(a, indices) - score(b, indices), …)`.
 *
 * Efron 1979; the quantiles are interpolated linearly.
 *
 * @param items N: how many independent items there are (documents, not tokens of one text).
 * @param statistic takes item indices [N], drawn with replacement, in an array that is reused.
 * @returns bounds that are NaN when the statistic was NaN for every resample.
 * @throws RangeError when N, the seed, resamples or confidence is out of range.
 */
export function bootstrapInterval(
  items: number,
  statistic: (indices: Int32Array) => number,
  { seed, resamples = 1000, confidence = 0.95 }: BootstrapOptions,
): BootstrapInterval {
  requireInteger("bootstrapInterval", "items", items, 1, MOST_ITEMS);
  requireInteger("bootstrapInterval", "resamples", resamples, 1, MOST_RESAMPLES);
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`bootstrapInterval: expected confidence in (0, 1), got ${confidence}`);
  }
  const random = new Random(seed, STREAM);
  const indices = new Int32Array(items).map((_, index) => index);
  const estimate = statistic(indices);
  const values = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    for (let index = 0; index < items; index++) indices[index] = random.integer(items);
    values[resample] = statistic(indices);
  }
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return {
    estimate,
    lower: quantile(sorted, (1 - confidence) / 2),
    upper: quantile(sorted, (1 + confidence) / 2),
    undefinedResamples: resamples - sorted.length,
  };
}

/** The value below which a share of `sorted` lies, interpolated linearly; NaN of nothing. */
function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  return below === above ? below : below + (above - below) * (place - Math.floor(place));
}
