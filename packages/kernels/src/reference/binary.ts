import { BINARY_KINDS, type BinaryKind } from "../binary-kind.ts";
import type { ReferenceOperation } from "./index.ts";

/** The functions by name. */
export const BINARY: Readonly<Record<BinaryKind, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
  squaredDifference: (a, b) => (a - b) ** 2,
  sigmoidGrad: (a, y) => a * y * (1 - y),
  tanhGrad: (a, y) => a * (1 - y * y),
  reluGrad: (a, x) => (x > 0 ? a : 0),
  relu6Grad: (a, x) => (x > 0 && x < 6 ? a : 0),
  eluGrad: (a, y) => (y >= 0 ? a : a * (y + 1)),
};

/**
 * output[r,c] = f(a[r,c], b[r,c]); output [rows, columns], and (r, c) of a lies at
 * r * aRowStride + c * aColumnStride. The strides broadcast: columns and 1 for a full matrix, 0 and 1 for a
 * vector of columns, 1 and 0 for one of rows, 0 and 0 for a scalar. aColumnStride is 0 or 1. The output may be
 * the block of an input that has its shape.
 */
export const referenceBinary: ReferenceOperation<"binary"> = (given, memory) => {
  const { rows, columns } = given;
  if (rows * columns === 0) return;
  const apply = BINARY[BINARY_KINDS[given.kind]];
  const reader = (offset: number, rowStride: number, columnStride: number) => {
    const values = memory.float32(offset, (rows - 1) * rowStride + (columns - 1) * columnStride + 1);
    return (row: number, column: number) => values[row * rowStride + column * columnStride];
  };
  const a = reader(given.a, given.aRowStride, given.aColumnStride);
  const b = reader(given.b, given.bRowStride, given.bColumnStride);
  const output = memory.float32(given.output, rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      output[row * columns + column] = apply(a(row, column), b(row, column));
    }
  }
};
