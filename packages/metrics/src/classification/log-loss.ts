import { readClassProbabilities } from "./class-probabilities.ts";

/**
 * Mean negative log-likelihood of the actual classes, in nats.
 *
 * A probability of 0 counts as 2^-52 (36.04 nats), so that one impossible item does not hide all others.
 *
 * @param classIds [N] the actual classes.
 * @param probabilities [N,K] row-major, or [N]: of class 1 of two.
 * @throws RangeError when the lengths do not fit or are 0, an id is not in [0, K), a probability is not
 *   in [0, 1], or a row does not sum to 1 within 1e-3.
 */
export function logLoss(classIds: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const { at } = readClassProbabilities("logLoss", classIds, probabilities);
  let nats = 0;
  for (let item = 0; item < classIds.length; item++) {
    nats -= Math.log(Math.max(at(item, classIds[item]), Number.EPSILON));
  }
  return nats / classIds.length;
}
