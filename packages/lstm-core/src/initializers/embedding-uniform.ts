import type { Random } from "@engram/random";

const LIMIT = 0.1;

/** Uniform numbers in ±0.1, whatever the vocabulary's size: an embedding row is a choice, not a sum. */
export function embeddingUniform([rows, columns]: readonly number[], random: Random): Float32Array {
  return Float32Array.from({ length: rows * columns }, () => (2 * random.uniform() - 1) * LIMIT);
}
