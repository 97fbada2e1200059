import type { Random } from "@engram/random";
import { largest } from "./largest.ts";

/**
 * Draws a token with probability softmax(logits), by one number of `random` and the inverse of the
 * distribution function, summed in float64.
 *
 * @param logits [V]; a token at -Infinity is never drawn.
 * @throws RangeError when a logit is NaN or Infinity, or when none is finite.
 */
export function drawToken(logits: Float32Array, random: Pick<Random, "uniform">): number {
  const maximum = largest(logits);
  let total = 0;
  for (let index = 0; index < logits.length; index++) {
    // After a filter most tokens are at -Infinity, and exp costs more than a comparison.
    if (logits[index] !== Number.NEGATIVE_INFINITY) total += Math.exp(logits[index] - maximum);
  }
  // The likeliest token alone adds 1: a smaller or absent sum comes from NaN or infinite logits.
  if (!(total >= 1)) {
    throw new RangeError(
      `drawToken: expected finite logits (or -Infinity for some), got a softmax sum of ${total}`,
    );
  }
  let remaining = random.uniform() * total;
  let last = 0;
  for (let index = 0; index < logits.length; index++) {
    if (logits[index] === Number.NEGATIVE_INFINITY) continue;
    const weight = Math.exp(logits[index] - maximum);
    if (weight === 0) continue;
    if (remaining < weight) return index;
    remaining -= weight;
    last = index;
  }
  return last;
}
