import * as tf from "@tensorflow/tfjs-core";
import type { EngramBackend } from "../engram-backend.ts";
import type { EngramKernel } from "../engram-kernel.ts";

/** One value everywhere. */
export const fill: EngramKernel = {
  kernelName: "Fill",
  run({ attrs, backend }) {
    const value = attrs.value as number | string;
    const dtype = attrs.dtype ?? tf.util.inferDtype(value);
    return dtype === "float32" && typeof value === "number"
      ? fillOutput(backend, attrs.shape as number[], value)
      : undefined;
  },
};

export const zerosLike = likeFill("ZerosLike", 0);
export const onesLike = likeFill("OnesLike", 1);

function likeFill(kernelName: string, value: number): EngramKernel {
  return {
    kernelName,
    run: ({ inputs: { x }, backend }) =>
      x.dtype === "float32" ? fillOutput(backend, x.shape, value) : undefined,
  };
}

/** A float32 tensor of one value. */
export function fillOutput(backend: EngramBackend, shape: number[], value: number): tf.TensorInfo {
  const made = backend.makeOutput(shape, "float32");
  const count = tf.util.sizeFromShape(shape);
  backend.kernels.run("fill", { output: backend.offsetOf(made), count, value });
  return made;
}
