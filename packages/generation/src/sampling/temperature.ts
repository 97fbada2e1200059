import { largest } from "./largest.ts";

/**
 * Divides the logits by `temperature`: below 1 the likely tokens gain, above 1 the unlikely ones.
 *
 * The largest logit is subtracted first, which leaves the distribution as it is and keeps the smallest
 * temperature from overflowing.
 *
 * @param logits [V], changed in place.
 * @param temperature above 0.
 * @returns `logits`.
 */
export function applyTemperature(logits: Float32Array, temperature: number): Float32Array {
  const maximum = largest(logits);
  for (let index = 0; index < logits.length; index++) {
    const below = logits[index] - maximum;
    // 0 / temperature stays 0 even where 1 / temperature overflows.
    logits[index] = below === 0 ? 0 : below / temperature;
  }
  return logits;
}
