/**
 * The largest absolute difference divided by the largest magnitude of `expected` (at least 1).
 * NaN when either holds a NaN that the other lacks at that place.
 */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) {
    throw new RangeError(`relativeError: expected ${expected.length} numbers, got ${actual.length}`);
  }
  let difference = 0;
  let magnitude = 1;
  for (let index = 0; index < expected.length; index++) {
    if (Number.isNaN(actual[index]) !== Number.isNaN(expected[index])) return Number.NaN;
    if (Number.isNaN(expected[index]) || actual[index] === expected[index]) continue;
    difference = Math.max(difference, Math.abs(actual[index] - expected[index]));
    magnitude = Math.max(magnitude, Math.abs(expected[index]));
  }
  return difference / magnitude;
}
