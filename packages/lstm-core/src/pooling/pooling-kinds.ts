/**
 * How a sequence of vectors becomes one: the last output of each direction, the mean or the largest value
 * over time, an attention-weighted mean, or last, max and mean side by side (Howard and Ruder 2018).
 */
export const POOLINGS = ["last", "mean", "max", "attention", "concat"] as const;

export type Pooling = (typeof POOLINGS)[number];

/** The length of the pooled vector for outputs of length `width` (D*H). */
export function pooledSize(pooling: Pooling, width: number): number {
  return pooling === "concat" ? 3 * width : width;
}
