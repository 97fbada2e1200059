import {
  averagePrecision,
  type ConfusionMatrix,
  classScores,
  precisionRecallCurve,
  rocAuc,
  rocCurve,
} from "@engram/metrics";
import type { ClassReport, CurvePoint } from "./evaluation-report.ts";
import { oneVersusRest, orNull } from "./probability-scores.ts";
import { thinCurve } from "./thin-curve.ts";

/** Points of one curve: enough for any screen. */
const MOST_POINTS = 200;
/** Points of one kind of curve of all classes together, so that a report of many classes stays small. */
const MOST_POINTS_OF_ALL = 4000;

/**
 * Each class against all others.
 *
 * @param probabilities [N,C], `truth` [N]: as `probabilityScores` takes them; `confusion` of the chosen classes.
 */
export function classReports(
  labels: readonly string[],
  probabilities: Float32Array,
  truth: Int32Array,
  confusion: ConfusionMatrix,
): ClassReport[] {
  const { precision, recall, f1, support } = classScores(confusion);
  const most = Math.max(10, Math.min(MOST_POINTS, Math.floor(MOST_POINTS_OF_ALL / labels.length)));
  return labels.map((label, id) => {
    const [isOfClass, scores] = oneVersusRest(probabilities, truth, id);
    const isThere = support[id] > 0;
    const isCompared = isThere && support[id] < truth.length;
    return {
      label,
      texts: support[id],
      precision: precision[id],
      recall: recall[id],
      f1: f1[id],
      rocAuc: orNull(rocAuc(isOfClass, scores)),
      averagePrecision: orNull(averagePrecision(isOfClass, scores)),
      rocCurve: isCompared ? rocPoints(isOfClass, scores, most) : [],
      precisionRecallCurve: isThere ? precisionRecallPoints(isOfClass, scores, most) : [],
    };
  });
}

function rocPoints(isOfClass: Uint8Array, scores: Float32Array, most: number): CurvePoint[] {
  const { falsePositiveRate, truePositiveRate, thresholds } = rocCurve(isOfClass, scores);
  return curvePoints(falsePositiveRate, truePositiveRate, thresholds, most);
}

function precisionRecallPoints(isOfClass: Uint8Array, scores: Float32Array, most: number): CurvePoint[] {
  const { precision, recall, thresholds } = precisionRecallCurve(isOfClass, scores);
  return curvePoints(recall, precision, thresholds, most);
}

/** The threshold at which nothing is positive is Infinity in one curve and left out in the other. */
function curvePoints(x: Float64Array, y: Float64Array, thresholds: Float64Array, most: number): CurvePoint[] {
  return thinCurve(x, y, most).map((point) => ({
    x: x[point],
    y: y[point],
    threshold: Number.isFinite(thresholds[point]) ? thresholds[point] : null,
  }));
}
