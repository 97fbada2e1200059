import { philox4x32 } from "./philox.ts";

/** Names one mask: the run's seed, the training step and the place in the model. */
export interface MaskKey {
  readonly seed: number;
  readonly step: number;
  readonly site: number;
}

/**
 * Fills `mask` with 1 / (1 - rate) where a unit is kept and 0 where it is dropped (inverted dropout).
 *
 * Element n depends on `key` and n alone: any part of a mask can be made on any thread, and a resumed
 * run makes the same masks as one that never stopped.
 * Word n % 4 of Philox4x32-10 with the seed as key at counter [n / 4, step low, step high, site + 1].
 *
 * @param rate the share of units to drop, in [0, 1).
 */
export function fillDropoutMask(
  mask: Float32Array,
  rate: number,
  { seed, step, site }: MaskKey,
): Float32Array {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`fillDropoutMask: expected a rate in [0, 1), got ${rate}`);
  }
  const kept = 1 / (1 - rate);
  const threshold = Math.round(rate * 0x1_0000_0000);
  const key = [seed >>> 0, Math.floor(seed / 0x1_0000_0000) >>> 0] as const;
  const counter = new Uint32Array([0, step >>> 0, Math.floor(step / 0x1_0000_0000), site + 1]);
  const words = new Uint32Array(4);
  for (let start = 0; start < mask.length; start += 4) {
    counter[0] = start / 4;
    philox4x32(key, counter, words);
    const end = Math.min(start + 4, mask.length);
    for (let index = start; index < end; index++) mask[index] = words[index - start] >= threshold ? kept : 0;
  }
  return mask;
}
