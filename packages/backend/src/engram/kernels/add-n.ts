import { binaryKind } from "@engram/kernels";
import * as tf from "@tensorflow/tfjs-core";
import type { EngramKernel } from "../engram-kernel.ts";

/** The sum of several tensors of one shape, first to last. */
export const addN: EngramKernel = {
  kernelName: "AddN",
  run({ inputs, backend }) {
    const tensors = Object.values(inputs);
    const [{ shape }] = tensors;
    if (tensors.length < 2 || !tensors.every(({ dtype }) => dtype === "float32")) return undefined;
    const [a, b, ...others] = tensors.map((tensor) => backend.offsetOf(tensor));
    const made = backend.makeOutput(shape, "float32");
    const output = backend.offsetOf(made);
    const count = tf.util.sizeFromShape(shape);
    const whole = {
      rows: 1,
      columns: count,
      aRowStride: count,
      aColumnStride: 1,
      bRowStride: count,
      bColumnStride: 1,
    };
    backend.kernels.run("binary", { kind: binaryKind("add"), a, b, output, ...whole });
    for (const x of others) backend.kernels.run("axpy", { x, y: output, count, factor: 1 });
    return made;
  },
};
