import { type UnaryKind, unaryKind } from "@engram/kernels";
import * as tf from "@tensorflow/tfjs-core";
import type { EngramBackend } from "../engram-backend.ts";
import type { EngramKernel } from "../engram-kernel.ts";

/** TensorFlow.js' names of the functions that the operation `unary` has. */
const KINDS: Readonly<Record<string, UnaryKind>> = {
  Abs: "abs",
  Elu: "elu",
  Exp: "exp",
  Log: "log",
  Neg: "negate",
  Reciprocal: "reciprocal",
  Relu: "relu",
  Relu6: "relu6",
  Rsqrt: "rsqrt",
  Sigmoid: "sigmoid",
  Sqrt: "sqrt",
  Square: "square",
  Tanh: "tanh",
};

/** One function of every number. */
export const unaryKernels: readonly EngramKernel[] = Object.entries(KINDS).map(([kernelName, name]) => ({
  kernelName,
  run: ({ inputs: { x }, backend }) => (x.dtype === "float32" ? unary(backend, name, x) : undefined),
}));

/** 1 above 0 and 0 below; `alpha`, the slope below, is 0 in the gradient of relu. */
export const step: EngramKernel = {
  kernelName: "Step",
  run({ inputs: { x }, attrs: { alpha }, backend }) {
    return x.dtype === "float32" && alpha === 0 ? unary(backend, "step", x) : undefined;
  },
};

function unary(backend: EngramBackend, name: UnaryKind, x: tf.TensorInfo): tf.TensorInfo {
  const input = backend.offsetOf(x);
  const made = backend.makeOutput(x.shape, "float32");
  const output = backend.offsetOf(made);
  backend.kernels.run("unary", {
    kind: unaryKind(name),
    input,
    output,
    count: tf.util.sizeFromShape(x.shape),
  });
  return made;
}
