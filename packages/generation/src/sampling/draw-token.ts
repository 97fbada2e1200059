import type { Random } from "@engram/random";
import { drawWeight } from "./draw-weight.ts";
import { expWeight } from "./exp-weight.ts";
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
  const weights = new Float64Array(logits.length);
  let total = 0;
  for (let index = 0; index < logits.length; index++) {
    weights[index] = expWeight(logits[index] - maximum);
    total += weights[index];
  }
  // The likeliest token alone adds 1: a smaller or absent sum comes from NaN or infinite logits.
  if (!(total >= 1)) {
    throw new RangeError(
      `drawToken: expected finite logits (or -Infinity for some), got a softmax sum of ${total}`,
    );
  }
  return drawWeight(weights, weights.length, total, random);
}
