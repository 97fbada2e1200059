/** What `reduce` makes of many numbers: the index is its `kind`. */
export const REDUCE_KINDS = ["sum", "mean", "maximum", "minimum"] as const;

export type ReduceKind = (typeof REDUCE_KINDS)[number];

/** The number that the operation `reduce` takes for a kind. */
export function reduceKind(name: ReduceKind): number {
  return REDUCE_KINDS.indexOf(name);
}
