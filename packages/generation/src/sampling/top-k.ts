/**
 * Keeps the k most likely tokens, and those that tie with the last of them.
 *
 * Fan, Lewis and Dauphin, "Hierarchical neural story generation", 2018, section 5.4.
 *
 * @param logits [V], changed in place: a dropped token's logit becomes -Infinity.
 * @param k 1 or more; V or more changes nothing.
 * @returns `logits`.
 */
export function applyTopK(logits: Float32Array, k: number): Float32Array {
  if (k >= logits.length) return logits;
  const threshold = kthLargest(logits, k, new Float32Array(k));
  for (let index = 0; index < logits.length; index++) {
    if (logits[index] < threshold) logits[index] = Number.NEGATIVE_INFINITY;
  }
  return logits;
}

/**
 * The k-th largest of the values: the k largest seen so far stand in `heap`, the smallest of them at its root.
 *
 * @param k in [1, N].
 * @param heap at least k numbers, overwritten.
 */
export function kthLargest(values: Float32Array, k: number, heap: Float32Array): number {
  for (let index = 0; index < k; index++) heap[index] = values[index];
  for (let root = (k >> 1) - 1; root >= 0; root--) sink(heap, k, root);
  for (let index = k; index < values.length; index++) {
    if (values[index] <= heap[0]) continue;
    heap[0] = values[index];
    sink(heap, k, 0);
  }
  return heap[0];
}

/** Restores the heap of `size` values below `root`. */
function sink(heap: Float32Array, size: number, root: number): void {
  const value = heap[root];
  let parent = root;
  for (;;) {
    let child = 2 * parent + 1;
    if (child >= size) break;
    if (child + 1 < size && heap[child + 1] < heap[child]) child++;
    if (heap[child] >= value) break;
    heap[parent] = heap[child];
    parent = child;
  }
  heap[parent] = value;
}
