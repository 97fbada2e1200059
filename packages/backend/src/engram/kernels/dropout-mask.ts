import { dropoutMaskWords } from "@engram/kernels";
import * as tf from "@tensorflow/tfjs-core";
import type { EngramKernel } from "../engram-kernel.ts";

/**
 * The masks of @engram/random's `fillDropoutMask`, of any shape; with `repeats` above 1, of the shape
 * [B,repeats,N]: each row of a mask [B,N] so many times.
 */
export const dropoutMask: EngramKernel = {
  kernelName: "DropoutMask",
  run({ attrs, backend }) {
    const { rate, seed, step, site, repeats } = attrs as Readonly<Record<string, number>>;
    const shape = attrs.shape as number[];
    const rows = repeats === 1 ? 1 : shape[0];
    const width = tf.util.sizeFromShape(shape) / (rows * repeats);
    const mask = backend.makeOutput(shape, "float32");
    const words = dropoutMaskWords({ rate, seed, step, site });
    backend.kernels.run("dropoutMask", { output: backend.offsetOf(mask), rows, width, repeats, ...words });
    return mask;
  },
};
