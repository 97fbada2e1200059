/** More rows than this would make one prediction slower than rereading the text. */
const MAXIMUM_SIZE = 1_000_000;

/** The three numbers of a neural cache. */
export interface NeuralCacheOptions {
  /** How many past positions are remembered, 1 or more; each takes H + 1 four-byte numbers. */
  readonly size: number;
  /** λ in [0, 1]: the share of the cache in the mixture; 0 changes nothing. */
  readonly weight: number;
  /** θ of 0 or more: how much more nearer contexts count; 0 makes the cache a count of recent tokens. */
  readonly theta: number;
}

/** @throws RangeError when an option is out of its range. */
export function checkNeuralCacheOptions({ size, weight, theta }: NeuralCacheOptions): void {
  if (!Number.isInteger(size) || size < 1 || size > MAXIMUM_SIZE) {
    throw new RangeError(`NeuralCache: expected size to be an integer in [1, ${MAXIMUM_SIZE}], got ${size}`);
  }
  if (!(weight >= 0 && weight <= 1)) {
    throw new RangeError(`NeuralCache: expected weight to be in [0, 1], got ${weight}`);
  }
  if (!(theta >= 0 && theta < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`NeuralCache: expected theta to be 0 or more, got ${theta}`);
  }
}
