import type { EngramKernel } from "../engram-kernel.ts";
import { canCopy, copyBlock, stridesOf } from "./copy-block.ts";
import { fillOutput } from "./fill.ts";

/** A tensor with a border of one value. */
export const padV2: EngramKernel = {
  kernelName: "PadV2",
  run({ inputs: { x }, attrs, backend }) {
    const paddings = attrs.paddings as [number, number][];
    if (x.dtype !== "float32" || !canCopy(x)) return undefined;
    const shape = x.shape.map((size, dimension) => size + paddings[dimension][0] + paddings[dimension][1]);
    const input = backend.offsetOf(x);
    const made = fillOutput(backend, shape, attrs.constantValue as number);
    const [from, to] = [stridesOf(x.shape), stridesOf(shape)];
    const dimensions = x.shape.map((size, index) => ({ size, from: from[index], to: to[index] }));
    const start = paddings.reduce((total, [before], index) => total + before * to[index], 0);
    const places = { input, output: backend.offsetOf(made) };
    return copyBlock(backend, places, dimensions, { from: 0, to: start }) ? made : undefined;
  },
};
