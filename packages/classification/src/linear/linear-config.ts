/** What a linear classifier is made for: plain JSON. */
export interface LinearConfig {
  /** C */
  readonly classes: number;
  /** V */
  readonly vocabularySize: number;
  /** Runs of one token up to so many are looked at: 2 for unigrams and bigrams. */
  readonly order: number;
  /** Weights that all runs share by their hash: a power of two. */
  readonly buckets: number;
}

const HIGHEST_ORDER = 8;
const FEWEST_BUCKETS = 256;
const MOST_BUCKETS = 1 << 24;

/** Two classes share one column of weights: what speaks for the one speaks against the other. */
export function outputsOf({ classes }: Pick<LinearConfig, "classes">): number {
  return classes === 2 ? 1 : classes;
}

/** @throws RangeError for numbers that make no linear classifier. */
export function checkLinearConfig(config: Partial<LinearConfig>, owner: string): LinearConfig {
  const { classes, vocabularySize, order, buckets } = config;
  const within = (value: number | undefined, least: number, most: number): value is number =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
  if (
    !within(classes, 2, 1000) ||
    !within(vocabularySize, 1, 1 << 24) ||
    !within(order, 1, HIGHEST_ORDER) ||
    !within(buckets, FEWEST_BUCKETS, MOST_BUCKETS) ||
    (buckets & (buckets - 1)) !== 0
  ) {
    throw new RangeError(
      `${owner}: expected 2 or more classes, a vocabulary, an order in [1, ${HIGHEST_ORDER}] and a power of two in [${FEWEST_BUCKETS}, ${MOST_BUCKETS}] as buckets, got ${JSON.stringify(config).slice(0, 200)}`,
    );
  }
  return { classes, vocabularySize, order, buckets };
}
