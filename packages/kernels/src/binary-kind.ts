/**
 * What `binary` computes of a and b: the index is its `kind`. The gradients take that of the function's result
 * as a, and as b its result y (sigmoidGrad, tanhGrad, eluGrad) or its input (reluGrad, relu6Grad).
 */
export const BINARY_KINDS = [
  "add",
  "subtract",
  "multiply",
  "divide",
  "maximum",
  "minimum",
  "squaredDifference",
  "sigmoidGrad",
  "tanhGrad",
  "reluGrad",
  "relu6Grad",
  "eluGrad",
] as const;

export type BinaryKind = (typeof BINARY_KINDS)[number];

/** The number that the operation `binary` takes for a kind. */
export function binaryKind(name: BinaryKind): number {
  return BINARY_KINDS.indexOf(name);
}
