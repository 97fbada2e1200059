import { largest } from "./largest.ts";

/**
 * Keeps the tokens that are at least `minP` times as likely as the likeliest one.
 *
 * Nguyen, Baker, Neo, Roush, Kirsch and Shwartz-Ziv, "Turning up the heat: min-p sampling for creative and
 * coherent LLM outputs", 2024.
 *
 * @param logits [V], changed in place: a dropped token's logit becomes -Infinity.
 * @param minP in [0, 1]; 0 changes nothing.
 * @returns `logits`.
 */
export function applyMinP(logits: Float32Array, minP: number): Float32Array {
  const border = largest(logits) + Math.log(minP);
  for (let index = 0; index < logits.length; index++) {
    if (logits[index] < border) logits[index] = Number.NEGATIVE_INFINITY;
  }
  return logits;
}
