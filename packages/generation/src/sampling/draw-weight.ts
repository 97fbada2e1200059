import type { Random } from "@engram/random";

/** Weights whose sum is looked at before the single ones are. */
const BLOCK = 64;

/**
 * The index of one of `count` weights, drawn in proportion to them: by one number of `random` and the inverse
 * of the distribution function, in float64.
 *
 * @param total the sum of the weights, above 0.
 */
export function drawWeight(
  weights: Float64Array,
  count: number,
  total: number,
  random: Pick<Random, "uniform">,
): number {
  let remaining = random.uniform() * total;
  let start = 0;
  for (; start + BLOCK <= count; start += BLOCK) {
    let sum = 0;
    for (let index = start; index < start + BLOCK; index++) sum += weights[index];
    if (remaining < sum) break;
    remaining -= sum;
  }
  for (let index = start; index < count; index++) {
    if (remaining < weights[index]) return index;
    remaining -= weights[index];
  }
  // Rounding has left something behind the last weight.
  let last = count - 1;
  while (weights[last] === 0) last--;
  return last;
}
