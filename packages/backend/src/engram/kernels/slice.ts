import * as tf from "@tensorflow/tfjs-core";
import type { EngramBackend } from "../engram-backend.ts";
import type { EngramKernel } from "../engram-kernel.ts";
import { canCopy, copyBlock, stridesOf } from "./copy-block.ts";

/** A block out of a tensor. */
export const slice: EngramKernel = {
  kernelName: "Slice",
  run({ inputs: { x }, attrs, backend }) {
    const [begin, size] = tf.slice_util.parseSliceParams(
      x as tf.Tensor,
      attrs.begin as number[],
      attrs.size as number[],
    );
    return sliceOf(backend, x, begin, size);
  },
};

/** A tensor cut along one axis. */
export const splitV: EngramKernel = {
  kernelName: "SplitV",
  run({ inputs: { x }, attrs, backend }) {
    const axis = tf.util.parseAxisParam(attrs.axis as number, x.shape)[0];
    const sizes = tf.backend_util.prepareSplitSize(
      x as tf.Tensor,
      attrs.numOrSizeSplits as number | number[],
      axis,
    );
    return cut(backend, x, axis, sizes);
  },
};

/** A tensor cut into the tensors that make up one axis. */
export const unpack: EngramKernel = {
  kernelName: "Unpack",
  run({ inputs: { value }, attrs, backend }) {
    const axis = tf.util.parseAxisParam(attrs.axis as number, value.shape)[0];
    const parts = cut(backend, value, axis, new Array<number>(value.shape[axis]).fill(1));
    return parts?.map((part) => ({
      ...part,
      shape: part.shape.filter((_, dimension) => dimension !== axis),
    }));
  },
};

function cut(
  backend: EngramBackend,
  x: tf.TensorInfo,
  axis: number,
  sizes: readonly number[],
): tf.TensorInfo[] | undefined {
  const parts: tf.TensorInfo[] = [];
  let start = 0;
  for (const size of sizes) {
    const begin = x.shape.map((_, dimension) => (dimension === axis ? start : 0));
    const shape = x.shape.map((length, dimension) => (dimension === axis ? size : length));
    const part = sliceOf(backend, x, begin, shape);
    if (part === undefined) return undefined;
    parts.push(part);
    start += size;
  }
  return parts;
}

function sliceOf(
  backend: EngramBackend,
  x: tf.TensorInfo,
  begin: readonly number[],
  size: number[],
): tf.TensorInfo | undefined {
  if (!canCopy(x) || size.includes(0)) return undefined;
  tf.slice_util.assertParamsValid(x as tf.Tensor, [...begin], size);
  const [from, to] = [stridesOf(x.shape), stridesOf(size)];
  const input = backend.offsetOf(x);
  const made = backend.makeOutput(size, x.dtype as "float32" | "int32");
  const dimensions = size.map((length, index) => ({ size: length, from: from[index], to: to[index] }));
  const start = begin.reduce((total, index, dimension) => total + index * from[dimension], 0);
  const places = { input, output: backend.offsetOf(made) };
  return copyBlock(backend, places, dimensions, { from: start, to: 0 }) ? made : undefined;
}
