/**
 * The smallest weight that belongs to the smallest set of largest weights whose sum reaches `mass`.
 *
 * It is found by a quickselect on the sums, in O(N) instead of a sort, of the weights that can matter: those
 * below (total - mass) / N do not reach what may be left out even together.
 *
 * @param weights the first `count` of them count, 0 or more each.
 * @param total their sum.
 * @param mass above 0, at most `total`.
 * @param scratch at least `count` numbers.
 */
export function nucleusBorder(
  weights: Float64Array,
  count: number,
  { total, mass, scratch }: { total: number; mass: number; scratch: Float64Array },
): number {
  const least = (total - mass) / count;
  let high = 0;
  for (let index = 0; index < count; index++) {
    if (weights[index] >= least) scratch[high++] = weights[index];
  }
  // The border lies in scratch[low, high); `missing` is what the weights above it leave of the mass.
  let missing = mass;
  let low = 0;
  let border = 0;
  while (low < high) {
    const pivot = medianOfThree(scratch[low], scratch[(low + high) >> 1], scratch[high - 1]);
    let above = low;
    let below = high;
    let massAbove = 0;
    for (let index = low; index < below; ) {
      const value = scratch[index];
      if (value > pivot) {
        massAbove += value;
        scratch[index++] = scratch[above];
        scratch[above++] = value;
      } else if (value < pivot) {
        scratch[index] = scratch[--below];
        scratch[below] = value;
      } else index++;
    }
    border = pivot;
    if (massAbove >= missing) {
      high = above;
      continue;
    }
    missing -= massAbove + (below - above) * pivot;
    if (missing <= 0) return border;
    low = below;
  }
  return border;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
