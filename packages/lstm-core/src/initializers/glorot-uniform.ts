import type { Random } from "@engram/random";

/**
 * Uniform numbers in ±√(6 / (rows + columns)) (Glorot and Bengio 2010).
 *
 * @param shape [rows, columns].
 */
export function glorotUniform([rows, columns]: readonly number[], random: Random): Float32Array {
  const limit = Math.sqrt(6 / (rows + columns));
  return Float32Array.from({ length: rows * columns }, () => (2 * random.uniform() - 1) * limit);
}
