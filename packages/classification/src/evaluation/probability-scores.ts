import {
  accuracy,
  averagePrecision,
  brierScore,
  confusionMatrix,
  expectedCalibrationError,
  f1,
  logLoss,
  precision,
  recall,
  rocAucOneVersusRest,
} from "@engram/metrics";
import type { EvaluationScores } from "./evaluation-report.ts";

/**
 * The scores of probabilities and of the classes chosen by them.
 *
 * @param probabilities [N,C] row-major.
 * @param truth [N] actual classes.
 * @param predicted [N] chosen classes.
 * @throws RangeError when the sizes do not fit, an id is not in [0, C), or a row does not sum to 1.
 */
export function probabilityScores(
  probabilities: Float32Array,
  truth: Int32Array,
  predicted: Int32Array,
): EvaluationScores {
  const classes = probabilities.length / truth.length;
  const confusion = confusionMatrix(truth, predicted, { classes });
  const macro = { average: "macro" } as const;
  const areas = Array.from({ length: classes }, (_, id) =>
    averagePrecision(...oneVersusRest(probabilities, truth, id)),
  );
  return {
    accuracy: accuracy(confusion),
    macroPrecision: precision(confusion, macro),
    macroRecall: recall(confusion, macro),
    macroF1: f1(confusion, macro),
    rocAuc: orNull(rocAucOneVersusRest(truth, probabilities)),
    averagePrecision: orNull(areas.reduce((sum, area) => sum + area, 0) / classes),
    logLoss: logLoss(truth, probabilities),
    brierScore: brierScore(truth, probabilities),
    expectedCalibrationError: expectedCalibrationError(truth, probabilities),
  };
}

/** For each text whether it is of the class, and the probability that it is: [N] and [N]. */
export function oneVersusRest(
  probabilities: Float32Array,
  truth: Int32Array,
  id: number,
): [isOfClass: Uint8Array, scores: Float32Array] {
  const classes = probabilities.length / truth.length;
  return [
    Uint8Array.from(truth, (actual) => (actual === id ? 1 : 0)),
    Float32Array.from(truth, (_, text) => probabilities[text * classes + id]),
  ];
}

/** JSON knows no NaN. */
export function orNull(score: number): number | null {
  return Number.isNaN(score) ? null : score;
}
