const LEAST_NORMAL = 2 ** -126;
const words = new Uint32Array(1);
const floats = new Float32Array(words.buffer);

/**
 * The distance of a float32 from the number it should be, in units in the last place of that number. Where
 * that is below the least normal number, 0 will do.
 */
export function ulpError(actual: number, expected: number): number {
  const rounded = Math.fround(expected);
  if (Object.is(actual, rounded) || actual === rounded) return 0;
  if (!Number.isFinite(actual) || !Number.isFinite(rounded)) return Number.POSITIVE_INFINITY;
  if (actual === 0 && Math.abs(expected) < LEAST_NORMAL) return 0;
  return Math.abs(actual - expected) / unitInTheLastPlace(expected);
}

/** The number, or 0 where builds may take it for that. */
export function flush(value: number): number {
  return isDenormal(value) ? 0 : value;
}

/** Whether builds may take the number for 0. */
export function isDenormal(value: number): boolean {
  return value !== 0 && Math.abs(value) < LEAST_NORMAL;
}

function unitInTheLastPlace(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude < LEAST_NORMAL) return 2 ** -149;
  floats[0] = magnitude;
  // Rounding may have gone to the next power of two.
  if (floats[0] > magnitude) words[0] -= 1;
  words[0] &= 0x7f800000;
  return floats[0] * 2 ** -23;
}

/** Every `step`th float32 by its bits, and the values where functions like to go wrong. */
export function floatPatterns(step: number): Float32Array {
  const special = [0, -0, 1, -1, 2 ** -149, -(2 ** -149), LEAST_NORMAL, -LEAST_NORMAL, 88.72283, 88.72284]
    .concat([-87.33654, -87.33655, -103.97207, -103.97209, 9.010913, -9.010913, 3.4028234663852886e38])
    .concat([-3.4028234663852886e38, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
  const swept = Math.ceil(2 ** 32 / step);
  const bits = new Uint32Array(swept + special.length);
  for (let index = 0; index < swept; index++) bits[index] = index * step;
  const values = new Float32Array(bits.buffer);
  values.set(special, swept);
  return values;
}
