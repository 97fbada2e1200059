/** Σ one[i] * other[start + i] over all of `one`, in four sums that do not wait for each other. */
export function dot(one: ArrayLike<number>, other: ArrayLike<number>, start = 0): number {
  const { length } = one;
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let index = 0;
  for (; index + 3 < length; index += 4) {
    first += one[index] * other[start + index];
    second += one[index + 1] * other[start + index + 1];
    third += one[index + 2] * other[start + index + 2];
    fourth += one[index + 3] * other[start + index + 3];
  }
  for (; index < length; index++) first += one[index] * other[start + index];
  return first + second + third + fourth;
}
