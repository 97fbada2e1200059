import type { LinearConfig } from "./linear-config.ts";

/**
 * Which runs of tokens a text has, each once, by the bucket that its hash falls into (Weinberger et al. 2009, "Feature
 * hashing for large scale multitask learning"): indices in [0, buckets), in the order of their first occurrence.
 */
export function ngramFeatures(
  tokenIds: Int32Array,
  { order, buckets }: Pick<LinearConfig, "order" | "buckets">,
): Int32Array {
  const shift = 32 - Math.log2(buckets);
  const found = new Set<number>();
  for (let start = 0; start < tokenIds.length; start++) {
    const end = Math.min(start + order, tokenIds.length);
    let hash = 0;
    for (let position = start; position < end; position++) {
      // An odd factor near 2^32 divided by the golden ratio spreads ids that lie side by side (Knuth's multiplicative hash).
      hash = Math.imul(hash ^ Math.imul(tokenIds[position] + 1, 0x85ebca6b), 0x9e3779b1);
      hash ^= hash >>> 15;
      found.add(hash >>> shift);
    }
  }
  return Int32Array.from(found);
}
