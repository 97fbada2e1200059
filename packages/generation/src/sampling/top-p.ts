import { largest } from "./largest.ts";

/**
 * Keeps the smallest set of most likely tokens whose probability reaches `p` (nucleus sampling).
 *
 * Of tokens that tie at the border of the set, those with the lower ids are kept. Holtzman, Buys, Du, Forbes
 * and Choi, "The curious case of neural text degeneration", 2020, section 3.1.
 *
 * The border is found by a quickselect on probability mass, in O(V) instead of a sort.
 *
 * @param logits [V], changed in place: a dropped token's logit becomes -Infinity.
 * @param p in (0, 1]; 1 changes nothing.
 * @param scratch at least V numbers.
 * @returns `logits`.
 */
export function applyTopP(
  logits: Float32Array,
  p: number,
  scratch: Float32Array = new Float32Array(logits.length),
): Float32Array {
  if (p >= 1) return logits;
  const maximum = largest(logits);
  let size = 0;
  let total = 0;
  for (let index = 0; index < logits.length; index++) {
    const logit = logits[index];
    if (logit === Number.NEGATIVE_INFINITY) continue;
    scratch[size++] = logit;
    total += Math.exp(logit - maximum);
  }

  // The border lies in scratch[low, high); `missing` is what the tokens above it leave of p.
  let missing = p * total;
  let low = 0;
  let high = size;
  let border = Number.NEGATIVE_INFINITY;
  while (low < high) {
    const pivot = medianOfThree(scratch[low], scratch[(low + high) >> 1], scratch[high - 1]);
    let above = low;
    let below = high;
    let massAbove = 0;
    for (let index = low; index < below; ) {
      const value = scratch[index];
      if (value > pivot) {
        massAbove += Math.exp(value - maximum);
        scratch[index++] = scratch[above];
        scratch[above++] = value;
      } else if (value < pivot) {
        scratch[index] = scratch[--below];
        scratch[below] = value;
      } else index++;
    }
    if (massAbove >= missing) {
      high = above;
      continue;
    }
    missing -= massAbove;
    const massAt = (below - above) * Math.exp(pivot - maximum);
    if (massAt >= missing) {
      border = pivot;
      break;
    }
    missing -= massAt;
    low = below;
  }

  const weightAtBorder = Math.exp(border - maximum);
  for (let index = 0; index < logits.length; index++) {
    const logit = logits[index];
    if (logit > border) continue;
    if (logit === border && missing > 0) missing -= weightAtBorder;
    else logits[index] = Number.NEGATIVE_INFINITY;
  }
  return logits;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
