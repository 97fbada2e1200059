/**
 * The fewest insertions, deletions and substitutions of one item that turn `first` into `second`
 * (Levenshtein 1966). Items are compared with `===`.
 *
 * Time grows with the product of the lengths that differ, memory with the length of `second`.
 */
export function editDistance<Item>(first: ArrayLike<Item>, second: ArrayLike<Item>): number {
  let start = 0;
  let firstEnd = first.length;
  let secondEnd = second.length;
  while (start < firstEnd && start < secondEnd && first[start] === second[start]) start++;
  while (firstEnd > start && secondEnd > start && first[firstEnd - 1] === second[secondEnd - 1]) {
    firstEnd--;
    secondEnd--;
  }
  // distances[j]: from the items of `first` so far to the first j items of what is left of `second`.
  const distances = Int32Array.from({ length: secondEnd - start + 1 }, (_, length) => length);
  for (let row = start; row < firstEnd; row++) {
    let diagonal = distances[0];
    distances[0] = row - start + 1;
    for (let column = start; column < secondEnd; column++) {
      const cell = column - start + 1;
      const substituted = diagonal + (first[row] === second[column] ? 0 : 1);
      diagonal = distances[cell];
      distances[cell] = Math.min(substituted, distances[cell] + 1, distances[cell - 1] + 1);
    }
  }
  return distances[secondEnd - start];
}
