import { largest } from "./largest.ts";

/** log Σ exp(values), in float64, without overflow. */
export function logSumExp(values: ArrayLike<number>): number {
  const maximum = largest(values);
  if (maximum === Number.NEGATIVE_INFINITY) return maximum;
  let total = 0;
  for (let index = 0; index < values.length; index++) total += Math.exp(values[index] - maximum);
  return maximum + Math.log(total);
}

/** The natural logarithm of softmax(logits)[tokenId], in float64. */
export function logProbability(logits: ArrayLike<number>, tokenId: number): number {
  return logits[tokenId] - logSumExp(logits);
}

/** log(exp(a) + exp(b)), in float64, without overflow. */
export function logAddExp(a: number, b: number): number {
  const larger = Math.max(a, b);
  return larger === Number.NEGATIVE_INFINITY
    ? larger
    : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
}
