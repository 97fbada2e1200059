import type { ReferenceMemory } from "./index.ts";
import { roundHalfEven } from "./pack-matrix.ts";

const MOST_ACTIVATION = 32_767;
const MOST_SUM = 2 ** 31 - 1;
const MOST_WEIGHT = 127;

/** A matrix [rows,columns] that the reference of packMatrix left: int8 where `scales` is not 0. */
export interface ReferenceMatrix {
  readonly packed: number;
  readonly scales: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Adds x W [columns] to `sums`.
 *
 * With int8 weights x is rounded to whole multiples of max |x| / m as well, with the largest m up to 32767
 * whose sums fit into 32 bits.
 */
export function addProduct(
  sums: Float64Array,
  x: Float32Array,
  { packed, scales, rows, columns }: ReferenceMatrix,
  memory: ReferenceMemory,
): void {
  if (scales === 0) {
    const weights = memory.float32(packed, rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        sums[column] += x[row] * weights[row * columns + column];
      }
    }
    return;
  }
  const weights = new Int8Array(memory.uint8(packed, 1).buffer, packed, rows * columns);
  const most = Math.min(MOST_ACTIVATION, Math.floor(MOST_SUM / (MOST_WEIGHT * rows)));
  const largest = x.reduce((so, value) => Math.max(so, Math.abs(value)), 0);
  const units = largest > 0 ? most / largest : 0;
  const columnScales = memory.float32(scales, columns);
  for (let column = 0; column < columns; column++) {
    let whole = 0;
    for (let row = 0; row < rows; row++) {
      whole += roundHalfEven(x[row] * units) * weights[row * columns + column];
    }
    sums[column] += whole * columnScales[column] * (largest / most);
  }
}
