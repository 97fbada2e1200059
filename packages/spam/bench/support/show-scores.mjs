import { evaluateClassifier, thresholdForPrecision } from "@engram/classification";
import { LABELS } from "./spam-assassin-parts.mjs";

/** Prints what probabilities [N,2] of mails are worth: accuracy, recall at a precision of 99.5 %, calibration error. */
export function showScores(probabilities, examples) {
  const truth = Int32Array.from(examples, ({ label }) => LABELS.indexOf(label));
  const { scores, intervals } = evaluateClassifier({
    labels: LABELS,
    probabilities,
    truth,
    seed: 0,
    resamples: 1000,
  });
  const { precision, recall, threshold } = thresholdForPrecision(
    probabilities.filter((_, index) => index % 2 === 1),
    truth,
    0.995,
  );
  const percent = (share) => `${(100 * share).toFixed(2)} %`;
  console.log(`test accuracy ${percent(scores.accuracy)} on ${truth.length} mails`);
  console.log(`recall ${percent(recall)} at precision ${percent(precision)}, threshold ${threshold}`);
  console.log(JSON.stringify({ ...scores, intervals }));
}
