import { requireColumns, requireIds, requireInteger } from "../require.ts";
import { thresholdCounts } from "./threshold-counts.ts";

/** Points of the curve from (0, 0) to (1, 1); all [M + 1] for M different scores. */
export interface RocCurve {
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
  /** Positive is what scores at least this; descending from Infinity, at which nothing is positive. */
  readonly thresholds: Float64Array;
}

/**
 * The receiver operating characteristic: a point for every different score.
 * A rate is NaN throughout when its class does not occur.
 *
 * @param labels [N] 1 for positive, 0 for negative.
 * @param scores [N] finite; higher means more likely positive. Any monotone scale will do.
 * @throws RangeError when the lengths differ or are 0, a label is not 0 or 1, or a score is not finite.
 */
export function rocCurve(labels: ArrayLike<number>, scores: ArrayLike<number>): RocCurve {
  const counts = thresholdCounts("rocCurve", labels, scores);
  const rate = (part: Float64Array, whole: number) =>
    Float64Array.from([0, ...part], (count) => count / whole);
  return {
    falsePositiveRate: rate(counts.falsePositives, counts.negatives),
    truePositiveRate: rate(counts.truePositives, counts.positives),
    thresholds: Float64Array.from([Number.POSITIVE_INFINITY, ...counts.thresholds]),
  };
}

/**
 * The area under the ROC curve, in [0, 1]: the probability that a random positive scores higher than a
 * random negative, a tie counting one half. NaN when only one class occurs.
 *
 * @param labels [N] 1 for positive, 0 for negative.
 * @param scores [N] finite; higher means more likely positive.
 * @throws RangeError as {@link rocCurve} does.
 */
export function rocAuc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  return areaUnderRoc("rocAuc", labels, scores);
}

/**
 * The mean over the K classes of the area under the ROC curve of that class against all others
 * ("one versus rest", macro). NaN when a class does not occur or no other does.
 *
 * @param classIds [N] the actual classes, in [0, K).
 * @param scores [N,K] row-major, finite; K of 2 or more is the quotient of the lengths.
 * @throws RangeError when the lengths do not fit, an id is not in [0, K), or a score is not finite.
 */
export function rocAucOneVersusRest(classIds: ArrayLike<number>, scores: ArrayLike<number>): number {
  const caller = "rocAucOneVersusRest";
  const classes = requireColumns(caller, "scores", scores, classIds.length);
  requireInteger(caller, "the number of scores per item", classes, 2);
  requireIds(caller, "classIds", classIds, classes);
  let sum = 0;
  for (let id = 0; id < classes; id++) {
    const labels = Uint8Array.from(classIds, (actual) => (actual === id ? 1 : 0));
    const column = Float64Array.from(labels, (_, item) => scores[item * classes + id]);
    sum += areaUnderRoc(caller, labels, column);
  }
  return sum / classes;
}

function areaUnderRoc(caller: string, labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const { truePositives, falsePositives, positives, negatives } = thresholdCounts(caller, labels, scores);
  let twiceTheArea = 0;
  let lastTrue = 0;
  let lastFalse = 0;
  for (let point = 0; point < truePositives.length; point++) {
    twiceTheArea += (falsePositives[point] - lastFalse) * (truePositives[point] + lastTrue);
    lastTrue = truePositives[point];
    lastFalse = falsePositives[point];
  }
  return twiceTheArea / 2 / positives / negatives;
}
