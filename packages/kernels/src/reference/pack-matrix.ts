import type { ReferenceOperation } from "./index.ts";

const MOST_WEIGHT = 127;

/**
 * The compiled builds put blocks of columns together; here the matrix stays [rows,columns]: float32, or int8
 * with scales[column] = max |w| / 127 (1 for a column of zeros) and errors[column] = Σ (w - rounded)².
 */
export const referencePackMatrix: ReferenceOperation<"packMatrix"> = (given, memory) => {
  const { rows, columns, rowStride, columnStride, packed } = given;
  const source = memory.float32(given.source, (rows - 1) * rowStride + (columns - 1) * columnStride + 1);
  const weight = (row: number, column: number) => source[row * rowStride + column * columnStride];
  if (given.scales === 0) {
    memory.float32(packed, rows * columns).forEach((_, index, all) => {
      all[index] = weight(Math.floor(index / columns), index % columns);
    });
    return;
  }
  const scales = memory.float32(given.scales, columns);
  const errors = given.errors === 0 ? new Float32Array(columns) : memory.float32(given.errors, columns);
  const rounded = new Int8Array(memory.uint8(packed, rows * columns).buffer, packed, rows * columns);
  for (let column = 0; column < columns; column++) {
    let largest = 0;
    for (let row = 0; row < rows; row++) largest = Math.max(largest, Math.abs(weight(row, column)));
    const scale = Math.fround(largest > 0 ? largest / MOST_WEIGHT : 1);
    scales[column] = scale;
    let error = 0;
    for (let row = 0; row < rows; row++) {
      const whole = roundHalfEven(Math.fround(weight(row, column) / scale));
      rounded[row * columns + column] = whole;
      error += (weight(row, column) - whole * scale) ** 2;
    }
    errors[column] = error;
  }
};

/** To the nearest integer; of two as near, to the even one, as the compiled builds do. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const above = value - below;
  if (above === 0.5) return below % 2 === 0 ? below : below + 1;
  return above < 0.5 ? below : below + 1;
}
