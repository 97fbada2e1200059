import { bootstrapInterval, CalibrationBins, confusionMatrix, f1 } from "@engram/metrics";
import type { IntervalName, ScoreInterval } from "./evaluation-report.ts";
import { oneVersusRest } from "./probability-scores.ts";
import { resampledRocAuc } from "./resampled-roc-auc.ts";

/**
 * 95% bootstrap intervals of the main scores over the texts, which must be independent of each other (Efron 1979).
 *
 * That of the calibration error lies somewhat high: a resample of N texts is further from calibrated than they are.
 *
 * @param probabilities [N,C], `truth` [N], `predicted` [N]: as `probabilityScores` takes them.
 */
export function scoreIntervals(
  probabilities: Float32Array,
  truth: Int32Array,
  predicted: Int32Array,
  options: { readonly seed: number; readonly resamples: number },
): Record<IntervalName, ScoreInterval | null> {
  const classes = probabilities.length / truth.length;
  const isRight = Uint8Array.from(truth, (actual, text) => (actual === predicted[text] ? 1 : 0));
  const { outcomes, confidences } = likeliest(probabilities, truth);
  // Of two classes one area is the other.
  const ids = classes === 2 ? [1] : [...new Array<number>(classes).keys()];
  const areas = ids.map((id) => resampledRocAuc(...oneVersusRest(probabilities, truth, id)));
  const statistics: Record<IntervalName, (indices: Int32Array) => number> = {
    accuracy: (indices) => indices.reduce((sum, text) => sum + isRight[text], 0) / indices.length,
    macroF1: (indices) =>
      f1(confusionMatrix(gather(truth, indices), gather(predicted, indices), { classes }), {
        average: "macro",
      }),
    rocAuc: (indices) => areas.reduce((sum, area) => sum + area(indices), 0) / areas.length,
    expectedCalibrationError: (indices) =>
      new CalibrationBins().add(gather(outcomes, indices), gather(confidences, indices)).expectedError(),
  };
  const entries = Object.entries(statistics).map(([name, statistic]) => {
    const { estimate, lower, upper } = bootstrapInterval(truth.length, statistic, options);
    return [name, Number.isNaN(estimate) ? null : { lower, upper }];
  });
  return Object.fromEntries(entries);
}

/** For each text the probability of its likeliest class, and whether that is the actual one: [N] and [N]. */
export function likeliest(probabilities: Float32Array, truth: Int32Array) {
  const classes = probabilities.length / truth.length;
  const outcomes = new Uint8Array(truth.length);
  const confidences = new Float32Array(truth.length);
  for (const [text, actual] of truth.entries()) {
    const own = probabilities.subarray(text * classes, (text + 1) * classes);
    const best = own.indexOf(Math.max(...own));
    outcomes[text] = best === actual ? 1 : 0;
    confidences[text] = own[best];
  }
  return { outcomes, confidences };
}

/** A loop, since `Float64Array.from` with a function takes five times as long, a thousand times over. */
function gather(values: ArrayLike<number>, indices: Int32Array): Float64Array {
  const gathered = new Float64Array(indices.length);
  for (let place = 0; place < indices.length; place++) gathered[place] = values[indices[place]];
  return gathered;
}
