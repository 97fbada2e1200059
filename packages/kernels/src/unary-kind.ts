/** What `unary` computes: the index is its `kind`. `hardSigmoid` is Keras' clip(0.2 x + 0.5, 0, 1). */
export const UNARY_KINDS = [
  "sigmoid",
  "tanh",
  "exp",
  "log",
  "relu",
  "relu6",
  "elu",
  "step",
  "hardSigmoid",
  "sqrt",
  "rsqrt",
  "square",
  "negate",
  "abs",
  "reciprocal",
] as const;

export type UnaryKind = (typeof UNARY_KINDS)[number];

/** The number that the operation `unary` takes for a kind. */
export function unaryKind(name: UnaryKind): number {
  return UNARY_KINDS.indexOf(name);
}
