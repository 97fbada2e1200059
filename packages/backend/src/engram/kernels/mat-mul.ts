import * as tf from "@tensorflow/tfjs-core";
import type { EngramKernel, KernelCall } from "../engram-kernel.ts";

/** The numbers by which the operation `gemm` knows its activations. */
const ACTIVATIONS: Readonly<Record<string, number>> = { linear: 0, sigmoid: 1, relu: 3 };

/** Products of matrices [...,M,K] · [...,K,N], either transposed. */
export const batchMatMul: EngramKernel = {
  kernelName: "BatchMatMul",
  run: ({ inputs, attrs, backend }) => product({ inputs: { a: inputs.a, b: inputs.b }, attrs, backend }, 0),
};

/** The same with a bias [N] and an activation. */
export const fusedMatMul: EngramKernel = {
  kernelName: "_FusedMatMul",
  run(call) {
    const activation = ACTIVATIONS[call.attrs.activation as string];
    return activation === undefined ? undefined : product(call, activation);
  },
};

function product({ inputs, attrs, backend }: KernelCall, activation: number): tf.TensorInfo | undefined {
  const { a, b, bias } = inputs;
  const [aBatches, aRows, aColumns] = matrices(a.shape);
  const [bBatches, bRows, bColumns] = matrices(b.shape);
  const [rows, inner] = attrs.transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [innerOfB, columns] = attrs.transposeB ? [bColumns, bRows] : [bRows, bColumns];
  const isPlain = [a, b].every(({ dtype }) => dtype === "float32") && inner === innerOfB;
  const isBatched = aBatches === bBatches || aBatches === 1 || bBatches === 1;
  const hasPlainBias =
    bias == null || (bias.dtype === "float32" && tf.util.sizeFromShape(bias.shape) === columns);
  if (!isPlain || !isBatched || !hasPlainBias) return undefined;
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  // The same B for every A: one tall product.
  const isTall = bBatches === 1 && aBatches > 1 && !attrs.transposeA;
  const batches = isTall ? 1 : Math.max(aBatches, bBatches);
  const offsets = {
    a: backend.offsetOf(a),
    b: backend.offsetOf(b),
    bias: bias == null ? 0 : backend.offsetOf(bias),
  };
  const output = backend.makeOutput([...outer, rows, columns], "float32");
  backend.kernels.run("gemm", {
    ...offsets,
    c: backend.offsetOf(output),
    rows: isTall ? aBatches * rows : rows,
    columns,
    inner,
    aStride: aColumns,
    bStride: bColumns,
    cStride: columns,
    transposeA: Number(attrs.transposeA),
    transposeB: Number(attrs.transposeB),
    activation,
    batches,
    aBatchStride: aBatches === 1 ? 0 : aRows * aColumns,
    bBatchStride: bBatches === 1 ? 0 : bRows * bColumns,
    cBatchStride: rows * columns,
  });
  return output;
}

/** How many matrices, and the size of each. */
function matrices(shape: readonly number[]): [number, number, number] {
  const [rows, columns] = shape.slice(-2);
  return [tf.util.sizeFromShape(shape.slice(0, -2)), rows, columns];
}
