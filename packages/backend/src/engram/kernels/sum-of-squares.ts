import * as tf from "@tensorflow/tfjs-core";
import type { EngramKernel } from "../engram-kernel.ts";

/** The sum of the squares of all numbers of all inputs, whatever they are called. */
export const sumOfSquares: EngramKernel = {
  kernelName: "SumOfSquares",
  run({ inputs, backend }) {
    const { kernels } = backend;
    let sum = 0;
    const output = kernels.heap.allocate(4);
    for (const x of Object.values(inputs)) {
      const input = backend.offsetOf(x);
      kernels.run("sumOfSquares", { input, output, count: tf.util.sizeFromShape(x.shape) });
      sum += kernels.heap.float32(output, 1)[0];
    }
    kernels.heap.release(output);
    return backend.makeTensorInfo([], "float32", Float32Array.of(sum));
  },
};
