import {
  type EvaluationReport,
  evaluateClassifier,
  type LabelledText,
  labelIndices,
  renderEvaluation,
  type TextClassifier,
} from "@engram/classification";
import { writeFileWhole } from "@engram/lstm-core/node";

/** How a classifier does on labelled texts. @throws RangeError when one has a label that the classifier does not know. */
export async function scoreTexts(
  classifier: TextClassifier,
  labelled: readonly LabelledText[],
  { seed }: { readonly seed: number },
): Promise<EvaluationReport> {
  const { labels, decision } = classifier.config;
  const truth = labelIndices(
    labelled.map(({ label }) => label),
    labels,
  );
  const texts = labelled.map(({ text }) => text);
  const probabilities = await classifier.probabilities(texts);
  return evaluateClassifier({ labels, probabilities, truth, texts, seed, ...(decision && { decision }) });
}

/** The main scores in words, a line a number. */
export function scoreTable({ texts, scores, intervals }: EvaluationReport): string {
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  const range = intervals.accuracy;
  return [
    `accuracy           ${percent(scores.accuracy)}${range ? `  (95%: ${percent(range.lower)} to ${percent(range.upper)})` : ""}`,
    `macro precision    ${percent(scores.macroPrecision)}`,
    `macro recall       ${percent(scores.macroRecall)}`,
    `macro F1           ${percent(scores.macroF1)}`,
    `ROC AUC            ${scores.rocAuc === null ? "not defined" : scores.rocAuc.toFixed(4)}`,
    `log loss           ${scores.logLoss.toFixed(4)} nats`,
    `calibration error  ${percent(scores.expectedCalibrationError)}`,
    `texts              ${texts}`,
  ].join("\n");
}

/** Writes a report as an HTML page. */
export async function writeReport(path: string, report: EvaluationReport, name: string): Promise<void> {
  const page = renderEvaluation(report, { title: `${name}: ${report.texts} texts` });
  await writeFileWhole(path, new TextEncoder().encode(page));
}
