/**
 * How often each n-gram of `items` occurs, named by its items joined with `separator`. Names are unique
 * where no item holds the separator, or where it is "" and each item is one code point.
 */
export function ngramCounts(
  items: readonly string[],
  length: number,
  separator: string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + length <= items.length; start++) {
    const ngram = length === 1 ? items[start] : items.slice(start, start + length).join(separator);
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** The size of the intersection of two multisets. */
export function matches(first: ReadonlyMap<string, number>, second: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [ngram, count] of first) sum += Math.min(count, second.get(ngram) ?? 0);
  return sum;
}
