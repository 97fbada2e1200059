import { Int32Heap } from "./int32-heap.ts";
import { type MergeTable, NO_MERGE } from "./merge-table.ts";

/** Up to this many symbols, looking through all pairs for the best is faster than a heap. */
const MAX_SCANNED = 64;

/**
 * Merges the symbols of one piece in place until no pair of neighbours merges: always the pair of the lowest
 * rank, the leftmost of equals. Sennrich, Haddow and Birch, "Neural machine translation of rare words with
 * subword units", ACL 2016.
 *
 * @param symbols ids of the piece's bytes in [0, count); then of its tokens.
 * @param ranks scratch of at least `count`.
 * @returns how many tokens there are.
 */
export function mergePiece(
  merges: MergeTable,
  symbols: Int32Array,
  count: number,
  ranks: Int32Array,
): number {
  return count <= MAX_SCANNED
    ? mergeByScan(merges, symbols, count, ranks)
    : mergeByHeap(merges, symbols, count, ranks);
}

/** O(count²) steps of very little work each. */
export function mergeByScan(
  merges: MergeTable,
  symbols: Int32Array,
  count: number,
  ranks: Int32Array,
): number {
  let length = count;
  for (let index = 0; index + 1 < length; index++)
    ranks[index] = merges.rank(symbols[index], symbols[index + 1]);
  for (;;) {
    let best = 0;
    let bestRank = NO_MERGE;
    for (let index = 0; index + 1 < length; index++) {
      if (ranks[index] < bestRank) {
        bestRank = ranks[index];
        best = index;
      }
    }
    if (bestRank === NO_MERGE) return length;
    symbols[best] = merges.merged(symbols[best], symbols[best + 1]);
    length--;
    for (let index = best + 1; index < length; index++) {
      symbols[index] = symbols[index + 1];
      ranks[index] = ranks[index + 1];
    }
    if (best > 0) ranks[best - 1] = merges.rank(symbols[best - 1], symbols[best]);
    if (best + 1 < length) ranks[best] = merges.rank(symbols[best], symbols[best + 1]);
  }
}

/** O(count log count), for text without any place to cut. */
export function mergeByHeap(
  merges: MergeTable,
  symbols: Int32Array,
  count: number,
  ranks: Int32Array,
): number {
  // Symbols form a linked list by position; a merged one stays at the position of its left part. A heap entry
  // names a position and the rank it had when pushed, and is stale when the position has another rank by now.
  // There are at most `count` entries from the start and two from each merge.
  const next = Int32Array.from({ length: count }, (_, index) => index + 1);
  const previous = Int32Array.from({ length: count }, (_, index) => index - 1);
  const positions = new Int32Array(3 * count);
  const pushedRanks = new Int32Array(3 * count);
  let pushed = 0;
  const heap = new Int32Heap((a, b) => pushedRanks[a] - pushedRanks[b] || positions[a] - positions[b]);
  const rate = (position: number) => {
    const right = next[position];
    ranks[position] = right < count ? merges.rank(symbols[position], symbols[right]) : NO_MERGE;
    if (ranks[position] === NO_MERGE) return;
    positions[pushed] = position;
    pushedRanks[pushed] = ranks[position];
    heap.push(pushed++);
  };
  for (let position = 0; position < count; position++) rate(position);
  while (heap.size > 0) {
    const entry = heap.pop();
    const position = positions[entry];
    if (ranks[position] !== pushedRanks[entry]) continue;
    const right = next[position];
    symbols[position] = merges.merged(symbols[position], symbols[right]);
    ranks[right] = NO_MERGE;
    next[position] = next[right];
    if (next[right] < count) previous[next[right]] = position;
    rate(position);
    if (previous[position] >= 0) rate(previous[position]);
  }
  let length = 0;
  for (let position = 0; position < count; position = next[position]) symbols[length++] = symbols[position];
  return length;
}
