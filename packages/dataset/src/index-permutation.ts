import { philox4x32 } from "@engram/random";

export interface IndexPermutationOptions {
  /** Integer in [0, 2^53). */
  readonly seed: number;
  /** Which of the seed's orders; default 0. */
  readonly epoch?: number;
}

const UINT32 = 0x1_0000_0000;
/** Keeps these words apart from those of `Random` (0 here) and of dropout masks (small numbers here). */
const LAST_WORD = 0xffff_ff00;
const ROUNDS = 6;
/** The network's domain is a little larger than count, and must stay exact in float64. */
const MAXIMUM_COUNT = 2 ** 52;

/**
 * A seeded shuffle of [0, count) that needs no memory: a function from a place to the index that stands there.
 *
 * A list of two billion window indices takes 8 GB; this takes none, and any place can be asked for, so a
 * resumed run finds its place at once.
 * Generalised Feistel network over a x b >= count with philox as the round function; a result that is not
 * below count goes through again (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
 * Every index comes exactly once. Not each of the count! orders can come: fine for training, not for secrets.
 *
 * @param count integer in [1, 2^52].
 */
export function indexPermutation(
  count: number,
  { seed, epoch = 0 }: IndexPermutationOptions,
): (place: number) => number {
  if (!Number.isSafeInteger(count) || count < 1 || count > MAXIMUM_COUNT) {
    throw new RangeError(`indexPermutation: expected count to be an integer in [1, 2^52], got ${count}`);
  }
  for (const [name, value] of [
    ["seed", seed],
    ["epoch", epoch],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`indexPermutation: expected ${name} to be an integer in [0, 2^53), got ${value}`);
    }
  }
  const a = Math.ceil(Math.sqrt(count));
  const b = Math.ceil(count / a);
  const key = [seed >>> 0, Math.floor(seed / UINT32)] as const;
  const words = new Uint32Array(4);
  const counter = new Uint32Array([0, epoch >>> 0, Math.floor(epoch / UINT32), 0]);

  const once = (value: number): number => {
    let left = value % a;
    let right = Math.floor(value / a);
    for (let round = 0; round < ROUNDS; round++) {
      counter[0] = right;
      counter[3] = LAST_WORD + round;
      const next = (left + philox4x32(key, counter, words)[0]) % (round % 2 === 0 ? a : b);
      left = right;
      right = next;
    }
    return a * right + left;
  };
  return (place) => {
    let index = once(place);
    while (index >= count) index = once(index);
    return index;
  };
}
