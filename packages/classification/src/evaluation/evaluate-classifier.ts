import { CalibrationBins, confusionMatrix } from "@engram/metrics";
import { type Decision, decide } from "../calibration/decision.ts";
import { classReports } from "./class-reports.ts";
import type { EvaluationReport } from "./evaluation-report.ts";
import { probabilityScores } from "./probability-scores.ts";
import { likeliest, scoreIntervals } from "./score-intervals.ts";
import { worstErrors } from "./worst-errors.ts";

export interface EvaluateOptions {
  /** C classes, in the order of the probabilities' columns. */
  readonly labels: readonly string[];
  /** [N,C] row-major. */
  readonly probabilities: Float32Array;
  /** [N]: index of each text's actual class. */
  readonly truth: Int32Array;
  /** N texts, of which the worst errors' beginnings are kept. */
  readonly texts?: readonly string[];
  /** How a class is chosen. Default: the likeliest. */
  readonly decision?: Decision;
  /** Of the intervals. */
  readonly seed: number;
  /** How many times the texts are drawn anew for the intervals. Default 1000. */
  readonly resamples?: number;
  /** Default 20. */
  readonly mostErrors?: number;
}

/**
 * How good a classifier is on texts that it was not trained on: scores with bootstrap intervals, curves, calibration,
 * confusions and its worst errors.
 *
 * @returns plain JSON, for a file or for `renderEvaluation`.
 * @throws RangeError when the sizes do not fit, an id is not in [0, C), a row of probabilities does not sum to 1, or
 *   there is no text.
 */
export function evaluateClassifier(options: EvaluateOptions): EvaluationReport {
  const { labels, probabilities, truth, texts, decision, seed, resamples = 1000, mostErrors = 20 } = options;
  checkSizes(options);
  const predicted = truth.map((_, text) =>
    decide(probabilities.subarray(text * labels.length, (text + 1) * labels.length), labels, decision),
  );
  const scores = probabilityScores(probabilities, truth, predicted);
  const confusion = confusionMatrix(truth, predicted, { classes: labels.length });
  const { outcomes, confidences } = likeliest(probabilities, truth);
  return {
    labels: [...labels],
    texts: truth.length,
    ...(decision && { decision }),
    scores,
    intervals: scoreIntervals(probabilities, truth, predicted, { seed, resamples }),
    resamples,
    seed,
    classes: classReports(labels, probabilities, truth, confusion),
    calibration: new CalibrationBins().add(outcomes, confidences).filled(),
    confusion: labels.map((_, actual) => labels.map((_, chosen) => confusion.count(actual, chosen))),
    worstErrors: worstErrors(labels, probabilities, truth, predicted, { texts, most: mostErrors }),
  };
}

function checkSizes({ labels, probabilities, truth, texts }: EvaluateOptions): void {
  if (labels.length < 2 || new Set(labels).size !== labels.length) {
    throw new RangeError(`evaluateClassifier: expected at least two different labels, got [${labels}]`);
  }
  if (truth.length === 0) throw new RangeError("evaluateClassifier: expected at least one text, got 0");
  if (probabilities.length !== truth.length * labels.length) {
    throw new RangeError(
      `evaluateClassifier: expected probabilities of length N*C = ${truth.length}*${labels.length}, got ${probabilities.length}`,
    );
  }
  if (texts !== undefined && texts.length !== truth.length) {
    throw new RangeError(`evaluateClassifier: expected ${truth.length} texts, got ${texts.length}`);
  }
}
