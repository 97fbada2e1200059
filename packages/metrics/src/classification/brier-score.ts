import { readClassProbabilities } from "./class-probabilities.ts";

/**
 * Mean squared error of the probabilities: 0 is perfect.
 *
 * With [N], of class 1 alone: in [0, 1]. With [N,K], summed over the classes as Brier defined it: in
 * [0, 2], and for K = 2 twice the former.
 *
 * Brier, "Verification of forecasts expressed in terms of probability", 1950.
 *
 * @param classIds [N] the actual classes.
 * @param probabilities [N,K] row-major, or [N]: of class 1 of two.
 * @throws RangeError as {@link logLoss} does.
 */
export function brierScore(classIds: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const { classes, at } = readClassProbabilities("brierScore", classIds, probabilities);
  const firstClass = probabilities.length === classIds.length ? 1 : 0;
  let sum = 0;
  for (let item = 0; item < classIds.length; item++) {
    for (let id = firstClass; id < classes; id++) {
      sum += (at(item, id) - (classIds[item] === id ? 1 : 0)) ** 2;
    }
  }
  return sum / classIds.length;
}
