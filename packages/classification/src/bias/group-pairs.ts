/** The indices of each pair of groups, each pair once. */
export function groupPairs(groups: readonly string[]): [number, number][] {
  return groups.flatMap((_, first) =>
    groups.slice(first + 1).map((_, offset): [number, number] => [first, first + 1 + offset]),
  );
}
