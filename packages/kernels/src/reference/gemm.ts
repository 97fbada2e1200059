import type { ReferenceOperation } from "./index.ts";

/** C (+)= op(A) · op(B) + bias, then the activation, for each of the batches. Strides are in numbers. */
export const referenceGemm: ReferenceOperation<"gemm"> = (given, memory) => {
  const { rows, columns, inner, batches, transposeA, transposeB } = given;
  const at = (matrix: Float32Array, stride: number, row: number, column: number) =>
    matrix[row * stride + column];
  for (let batch = 0; batch < batches; batch++) {
    const view = (offset: number, batchStride: number, height: number, width: number, stride: number) =>
      memory.float32(offset + 4 * batch * batchStride, Math.max(0, (height - 1) * stride + width));
    const a = transposeA
      ? view(given.a, given.aBatchStride, inner, rows, given.aStride)
      : view(given.a, given.aBatchStride, rows, inner, given.aStride);
    const b = transposeB
      ? view(given.b, given.bBatchStride, columns, inner, given.bStride)
      : view(given.b, given.bBatchStride, inner, columns, given.bStride);
    const c = view(given.c, given.cBatchStride, rows, columns, given.cStride);
    const bias = given.bias === 0 ? undefined : memory.float32(given.bias, columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = given.accumulate ? at(c, given.cStride, row, column) : 0;
        for (let k = 0; k < inner; k++) {
          const left = transposeA ? at(a, given.aStride, k, row) : at(a, given.aStride, row, k);
          const right = transposeB ? at(b, given.bStride, column, k) : at(b, given.bStride, k, column);
          sum += left * right;
        }
        c[row * given.cStride + column] = activate(given.activation, sum + (bias?.[column] ?? 0));
      }
    }
  }
};

/** 0 none, 1 sigmoid, 2 tanh, 3 relu. */
function activate(activation: number, value: number): number {
  if (activation === 1) return 1 / (1 + Math.exp(-value));
  if (activation === 2) return Math.tanh(value);
  return activation === 3 ? Math.max(0, value) : value;
}
