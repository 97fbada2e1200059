import { type UnaryKind, unaryKind } from "@engram/kernels";
import * as tf from "@tensorflow/tfjs-core";
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
export const unaryKernels: readonly EngramKernel[] = Object.entries(KINDS).map(([kernelName, name]) => {
  const kind = unaryKind(name);
  return {
    kernelName,
    run({ inputs: { x }, backend }) {
      if (x.dtype !== "float32") return undefined;
      const input = backend.offsetOf(x);
      const made = backend.makeOutput(x.shape, "float32");
      const output = backend.offsetOf(made);
      backend.kernels.run("unary", { kind, input, output, count: tf.util.sizeFromShape(x.shape) });
      return made;
    },
  };
});
