import { softmax } from "../softmax.ts";

/** Probabilities are never taken as less: their logarithm would be infinite. */
export const SMALLEST_PROBABILITY = 1e-12;

/**
 * What several models say together: softmax(sum of weight * log p), a logarithmic opinion pool. The weights need not
 * have a sum of 1: above it the pool is surer than its members, below it less sure.
 *
 * @param members [N,C] row-major of each model.
 * @param weights one for each model.
 * @returns a new array [N,C].
 * @throws RangeError when the probabilities are not rows of `classes`, of as many texts from each model.
 */
export function poolProbabilities(
  members: readonly Float32Array[],
  classes: number,
  weights: readonly number[],
): Float32Array {
  const { length } = members[0];
  const isRows = classes >= 1 && Number.isInteger(length / classes);
  if (!isRows || members.some((own) => own.length !== length) || weights.length !== members.length) {
    throw new RangeError(
      `poolProbabilities: expected rows of ${classes} probabilities and a weight from each model, got ${members.map((own) => own.length)} in all and ${weights.length} weights`,
    );
  }
  if (members.length === 1 && weights[0] === 1) return members[0].slice();
  const pooled = new Float32Array(length);
  const logits = new Array<number>(classes);
  for (let start = 0; start < length; start += classes) {
    for (let index = 0; index < classes; index++) {
      logits[index] = pooledLogit(members, weights, start + index);
    }
    pooled.set(softmax(logits), start);
  }
  return pooled;
}

/** sum of weight * log p at one place of the arrays. */
export function pooledLogit(
  members: readonly Float32Array[],
  weights: readonly number[],
  place: number,
): number {
  let logit = 0;
  for (let member = 0; member < members.length; member++) {
    logit += weights[member] * Math.log(Math.max(members[member][place], SMALLEST_PROBABILITY));
  }
  return logit;
}
