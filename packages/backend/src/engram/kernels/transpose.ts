import * as tf from "@tensorflow/tfjs-core";
import type { EngramKernel } from "../engram-kernel.ts";
import { canCopy, copyBlock, stridesOf } from "./copy-block.ts";

/** Dimensions in another order. */
export const transpose: EngramKernel = {
  kernelName: "Transpose",
  run({ inputs: { x }, attrs, backend }) {
    const perm = attrs.perm as number[];
    if (!canCopy(x)) return undefined;
    const shape = perm.map((dimension) => x.shape[dimension]);
    const matrices = asMatrices(x.shape, perm);
    const input = backend.offsetOf(x);
    const made = backend.makeOutput(shape, x.dtype as "float32" | "int32");
    const output = backend.offsetOf(made);
    if (matrices !== undefined) {
      backend.kernels.run("transpose2d", { input, output, ...matrices });
      return made;
    }
    const [from, to] = [stridesOf(x.shape), stridesOf(shape)];
    const dimensions = perm.map((dimension, index) => ({
      size: shape[index],
      from: from[dimension],
      to: to[index],
    }));
    return copyBlock(backend, { input, output }, dimensions, { from: 0, to: 0 }) ? made : undefined;
  },
};

/** [...batches, ...rows, ...columns] to [...batches, ...columns, ...rows], where it is that. */
function asMatrices(shape: readonly number[], perm: readonly number[]) {
  const moved = perm.filter((dimension) => shape[dimension] !== 1);
  const inOrder = [...moved].sort((a, b) => a - b);
  const batchRank = moved.findIndex((dimension, index) => dimension !== inOrder[index]);
  if (batchRank < 0) return undefined;
  const split = inOrder.indexOf(moved[batchRank]);
  const isSwap = [
    ...inOrder.slice(0, batchRank),
    ...inOrder.slice(split),
    ...inOrder.slice(batchRank, split),
  ].every((dimension, index) => dimension === moved[index]);
  if (!isSwap) return undefined;
  const size = (dimensions: readonly number[]) =>
    tf.util.sizeFromShape(dimensions.map((dimension) => shape[dimension]));
  return {
    batches: size(inOrder.slice(0, batchRank)),
    rows: size(inOrder.slice(batchRank, split)),
    columns: size(inOrder.slice(split)),
  };
}
