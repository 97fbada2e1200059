import { type ReduceKind, reduceKind } from "@engram/kernels";
import * as tf from "@tensorflow/tfjs-core";
import type { EngramBackend } from "../engram-backend.ts";
import type { EngramKernel } from "../engram-kernel.ts";

export const sum = reduction("Sum", "sum", "axis");
export const mean = reduction("Mean", "mean", "axis");
export const max = reduction("Max", "maximum", "reductionIndices");
export const min = reduction("Min", "minimum", "axis");

function reduction(kernelName: string, kind: ReduceKind, axisName: string): EngramKernel {
  return {
    kernelName,
    run({ inputs: { x }, attrs, backend }) {
      return reduce(backend, kind, x, attrs[axisName] as number | number[], attrs.keepDims === true);
    },
  };
}

/** undefined unless the axes stand side by side. */
function reduce(
  backend: EngramBackend,
  kind: ReduceKind,
  x: tf.TensorInfo,
  axis: number | number[],
  keepDims: boolean,
): tf.TensorInfo | undefined {
  const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  const [first, last] = [axes[0], axes.at(-1) as number];
  const isOneBlock = axes.length > 0 && last - first === axes.length - 1;
  if (x.dtype !== "float32" || !isOneBlock || x.shape.includes(0)) return undefined;
  const input = backend.offsetOf(x);
  const [outer, inner] = [x.shape.slice(0, first), x.shape.slice(last + 1)];
  const ones = keepDims ? axes.map(() => 1) : [];
  const made = backend.makeOutput([...outer, ...ones, ...inner], "float32");
  backend.kernels.run("reduce", {
    kind: reduceKind(kind),
    input,
    output: backend.offsetOf(made),
    outer: tf.util.sizeFromShape(outer),
    reduced: tf.util.sizeFromShape(x.shape.slice(first, last + 1)),
    inner: tf.util.sizeFromShape(inner),
  });
  return made;
}
