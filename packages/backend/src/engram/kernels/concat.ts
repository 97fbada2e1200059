import * as tf from "@tensorflow/tfjs-core";
import type { EngramBackend } from "../engram-backend.ts";
import type { EngramKernel } from "../engram-kernel.ts";
import { canCopy, copyBlock } from "./copy-block.ts";

/** Tensors one after another along an axis. */
export const concat: EngramKernel = {
  kernelName: "Concat",
  run({ inputs, attrs, backend }) {
    const tensors = Object.values(inputs);
    const axis = tf.util.parseAxisParam(attrs.axis as number, tensors[0].shape)[0];
    const shapes = tensors.map(({ shape }) => shape);
    tf.backend_util.assertParamsConsistent(shapes, axis);
    return joined(backend, tensors, axis, tf.backend_util.computeOutShape(shapes, axis));
  },
};

/** Tensors one after another along a new axis. */
export const pack: EngramKernel = {
  kernelName: "Pack",
  run({ inputs, attrs, backend }) {
    const tensors = Object.values(inputs);
    const [{ shape }] = tensors;
    const given = attrs.axis as number;
    const axis = given < 0 ? given + shape.length + 1 : given;
    const isSame = tensors.every((tensor) => tf.util.arraysEqual(tensor.shape, shape));
    if (!isSame) return undefined;
    return joined(backend, tensors, axis, [...shape.slice(0, axis), tensors.length, ...shape.slice(axis)]);
  },
};

/** For each index before the axis, a run of numbers from every tensor. */
function joined(
  backend: EngramBackend,
  tensors: readonly tf.TensorInfo[],
  axis: number,
  shape: number[],
): tf.TensorInfo | undefined {
  const [{ dtype }] = tensors;
  if (!tensors.every((tensor) => tensor.dtype === dtype && canCopy(tensor))) return undefined;
  const inputs = tensors.map((tensor) => backend.offsetOf(tensor));
  const made = backend.makeOutput(shape, dtype as "float32" | "int32");
  const output = backend.offsetOf(made);
  const outer = tf.util.sizeFromShape(shape.slice(0, axis));
  const width = tf.util.sizeFromShape(shape.slice(axis));
  let start = 0;
  tensors.forEach((tensor, index) => {
    const run = tf.util.sizeFromShape(tensor.shape) / outer;
    const dimensions = [
      { size: outer, from: run, to: width },
      { size: run, from: 1, to: 1 },
    ];
    copyBlock(backend, { input: inputs[index], output }, dimensions, { from: 0, to: start });
    start += run;
  });
  return made;
}
