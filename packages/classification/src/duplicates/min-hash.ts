import { Random } from "@engram/random";
import { mix } from "./shingle-hashes.ts";

/** Apart from the streams that a program draws from; which functions these are matters little, but they must stay the same. */
const STREAM = 0x6d69_6e68;

/** Numbers of a signature: a multiple of all usual band sizes is not needed, the rest is left out. */
const SIGNATURE_SIZE = 128;

/** A pair exactly at the wanted similarity may be missed this often; more similar ones hardly ever. */
const MOST_MISSED = 1e-3;

/**
 * Of K sets of hashes the pairs that may be alike, as lists of sets that share a band of their MinHash signatures
 * (Broder 1997; banding: Leskovec, Rajaraman and Ullman, "Mining of massive datasets", chapter 3).
 *
 * Two sets of similarity s have equal minima under a random function with probability s, so all `rows` of a band are
 * equal with s^rows, and at least one of the bands is with 1 - (1 - s^rows)^bands.
 *
 * @param sets K sets, none empty.
 * @returns band after band, each list ascending and of two or more.
 */
export function* candidateLists(
  sets: readonly Uint32Array[],
  { similarity }: { readonly similarity: number },
): Generator<readonly number[]> {
  const { bands, rows } = bandsFor(similarity);
  const signatures = sets.map(createSigner());
  for (let band = 0; band < bands; band++) {
    const lists = new Map<number, number[]>();
    for (const [set, signature] of signatures.entries()) {
      let key = band;
      for (let row = band * rows; row < (band + 1) * rows; row++) {
        key = mix(Math.imul(key, 31) ^ signature[row]);
      }
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [set]);
      else list.push(set);
    }
    for (const list of lists.values()) if (list.length > 1) yield list;
  }
}

/** The longest bands, hence the fewest chance candidates, that miss at most {@link MOST_MISSED} at `similarity`. */
export function bandsFor(similarity: number): { bands: number; rows: number } {
  for (let rows = SIGNATURE_SIZE; rows > 1; rows--) {
    const bands = Math.floor(SIGNATURE_SIZE / rows);
    if ((1 - similarity ** rows) ** bands <= MOST_MISSED) return { bands, rows };
  }
  return { bands: SIGNATURE_SIZE, rows: 1 };
}

/** From a set to its signature: the least value of each of so many hash functions x → a x + b, a odd. */
export function createSigner(): (set: Uint32Array) => Uint32Array {
  const random = new Random(0, STREAM);
  const factors = Int32Array.from({ length: SIGNATURE_SIZE }, () => random.uint32() | 1);
  const offsets = Int32Array.from({ length: SIGNATURE_SIZE }, () => random.uint32());
  return (set) => {
    const signature = new Uint32Array(SIGNATURE_SIZE);
    for (let index = 0; index < SIGNATURE_SIZE; index++) {
      const factor = factors[index];
      const offset = offsets[index];
      let least = 0xffff_ffff;
      for (let place = 0; place < set.length; place++) {
        const hash = (Math.imul(set[place], factor) + offset) >>> 0;
        if (hash < least) least = hash;
      }
      signature[index] = least;
    }
    return signature;
  };
}
