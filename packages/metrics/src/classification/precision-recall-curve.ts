import { thresholdCounts } from "./threshold-counts.ts";

/** Points of the curve, from the lowest score (everything is positive) to the highest. */
export interface PrecisionRecallCurve {
  /** [M + 1]; the last is 1, the limit where nothing is positive. */
  readonly precision: Float64Array;
  /** [M + 1]; the last is 0. */
  readonly recall: Float64Array;
  /** [M] the different scores, ascending; positive is what scores at least this. */
  readonly thresholds: Float64Array;
}

/**
 * Precision and recall at every different score, in scikit-learn's order.
 * Recall is NaN (save the last point) when nothing is positive.
 *
 * @param labels [N] 1 for positive, 0 for negative.
 * @param scores [N] finite; higher means more likely positive.
 * @throws RangeError when the lengths differ or are 0, a label is not 0 or 1, or a score is not finite.
 */
export function precisionRecallCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): PrecisionRecallCurve {
  const counts = thresholdCounts("precisionRecallCurve", labels, scores);
  const { truePositives, falsePositives, positives } = counts;
  const precision = truePositives.map((correct, point) => correct / (correct + falsePositives[point]));
  const recall = truePositives.map((correct) => correct / positives);
  return {
    precision: Float64Array.from([...precision.reverse(), 1]),
    recall: Float64Array.from([...recall.reverse(), 0]),
    thresholds: counts.thresholds.reverse(),
  };
}

/**
 * The area under the precision-recall curve as average precision, in [0, 1]: the sum over the different
 * scores of precision times the gain in recall, without interpolation. NaN when nothing is positive.
 *
 * @param labels [N] 1 for positive, 0 for negative.
 * @param scores [N] finite; higher means more likely positive.
 * @throws RangeError as {@link precisionRecallCurve} does.
 */
export function averagePrecision(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const { truePositives, falsePositives, positives } = thresholdCounts("averagePrecision", labels, scores);
  let sum = 0;
  let lastTrue = 0;
  truePositives.forEach((correct, point) => {
    sum += ((correct - lastTrue) * correct) / (correct + falsePositives[point]);
    lastTrue = correct;
  });
  return sum / positives;
}
