/**
 * Σ left[unit] · right[offset + unit] over `size` units, in float64.
 *
 * Four sums side by side: an addition need not wait for the one before it.
 */
export function dotProduct(
  left: ArrayLike<number>,
  right: Float32Array,
  offset: number,
  size: number,
): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let unit = 0;
  for (; unit + 3 < size; unit += 4) {
    sum0 += left[unit] * right[offset + unit];
    sum1 += left[unit + 1] * right[offset + unit + 1];
    sum2 += left[unit + 2] * right[offset + unit + 2];
    sum3 += left[unit + 3] * right[offset + unit + 3];
  }
  for (; unit < size; unit++) sum0 += left[unit] * right[offset + unit];
  return sum0 + sum1 + (sum2 + sum3);
}
