import * as tf from "@tensorflow/tfjs-core";
import type { EngramKernel } from "../engram-kernel.ts";

/** Along the last axis, the only one that TensorFlow.js has it for. */
export const softmax: EngramKernel = {
  kernelName: "Softmax",
  run({ inputs: { logits }, backend }) {
    const columns = logits.shape.at(-1) ?? 0;
    if (logits.dtype !== "float32" || columns === 0) return undefined;
    const input = backend.offsetOf(logits);
    const made = backend.makeOutput(logits.shape, "float32");
    const rows = tf.util.sizeFromShape(logits.shape) / columns;
    backend.kernels.run("softmaxRows", { input, output: backend.offsetOf(made), rows, columns });
    return made;
  },
};
