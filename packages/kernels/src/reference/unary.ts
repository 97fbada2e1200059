import { UNARY_KINDS, type UnaryKind } from "../unary-kind.ts";
import type { ReferenceOperation } from "./index.ts";

/** The functions by name, NaN for NaN. */
export const UNARY: Readonly<Record<UnaryKind, (x: number) => number>> = {
  // Of e^-|x|, since e^-x would overflow where the result is still above 0.
  sigmoid: (x) => (x < 0 ? Math.exp(x) : 1) / (1 + Math.exp(-Math.abs(x))),
  tanh: Math.tanh,
  exp: Math.exp,
  log: Math.log,
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  elu: (x) => (x < 0 ? Math.expm1(x) : x),
  step: (x) => (Number.isNaN(x) ? x : Number(x > 0)),
  hardSigmoid: (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  square: (x) => x * x,
  negate: (x) => -x,
  abs: Math.abs,
  reciprocal: (x) => 1 / x,
};

/** output[i] = f(input[i]). The two may be the same block. */
export const referenceUnary: ReferenceOperation<"unary"> = ({ kind, input, output, count }, memory) => {
  const apply = UNARY[UNARY_KINDS[kind]];
  memory.float32(output, count).set(memory.float32(input, count).map(apply));
};
