import { expWeight } from "./exp-weight.ts";
import { largest } from "./largest.ts";
import { nucleusBorder } from "./nucleus-border.ts";

/**
 * Keeps the smallest set of most likely tokens whose probability reaches `p` (nucleus sampling).
 *
 * Of tokens that tie at the border of the set, those with the lower ids are kept. Holtzman, Buys, Du, Forbes
 * and Choi, "The curious case of neural text degeneration", 2020, section 3.1.
 *
 * @param logits [V], changed in place: a dropped token's logit becomes -Infinity.
 * @param p in (0, 1]; 1 changes nothing.
 * @returns `logits`.
 */
export function applyTopP(logits: Float32Array, p: number): Float32Array {
  if (p >= 1) return logits;
  const maximum = largest(logits);
  const weights = Float64Array.from(logits, (logit) => expWeight(logit - maximum));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mass = p * total;
  const scratch = new Float64Array(weights.length);
  const border = nucleusBorder(weights, weights.length, { total, mass, scratch });
  let kept = weights.reduce((sum, weight) => (weight > border ? sum + weight : sum), 0);
  for (let index = 0; index < logits.length; index++) {
    if (weights[index] > border) continue;
    if (weights[index] === border && kept < mass) kept += border;
    else logits[index] = Number.NEGATIVE_INFINITY;
  }
  return logits;
}
