import { html, type Markup } from "@engram/trainer";
import type { EvaluationReport, EvaluationScores, ScoreInterval } from "../evaluation-report.ts";
import { countText, scoreText } from "./score-text.ts";
import { wideTable } from "./wide-table.ts";

const SCORES: readonly {
  readonly name: keyof EvaluationScores;
  readonly title: string;
  readonly says: string;
}[] = [
  { name: "accuracy", title: "Accuracy", says: "share of texts given their own class" },
  {
    name: "macroPrecision",
    title: "Precision",
    says: "of what is taken for a class, the share that is; mean of the classes",
  },
  { name: "macroRecall", title: "Recall", says: "of a class, the share that is found; mean of the classes" },
  { name: "macroF1", title: "F1", says: "harmonic mean of both; mean of the classes" },
  { name: "rocAuc", title: "Area under ROC", says: "a text of a class is ranked above another one so often" },
  {
    name: "averagePrecision",
    title: "Average precision",
    says: "area under the precision-recall curve; mean of the classes",
  },
  { name: "logLoss", title: "Log loss", says: "nats of the true class; 0 is perfect" },
  {
    name: "brierScore",
    title: "Brier score",
    says: "squared error of the probabilities, from 0, perfect, to 2",
  },
  {
    name: "expectedCalibrationError",
    title: "Calibration error",
    says: "how far probabilities are from what happens; 0 is perfect",
  },
];

/** The numbers one looks for first. */
export function scoreTiles({ texts, labels, scores, intervals }: EvaluationReport): Markup {
  const tile = (name: keyof EvaluationReport["intervals"], title: string) =>
    html`<div><dt>${title}</dt><dd>${scoreText(scores[name])}<small>${intervalText(intervals[name]) || "not defined here"}</small></dd></div>`;
  return html`<dl>
${tile("accuracy", "Accuracy")}
${tile("macroF1", "F1, macro")}
${tile("rocAuc", "Area under ROC")}
${tile("expectedCalibrationError", "Calibration error")}
<div><dt>Texts</dt><dd>${countText(texts)}<small>of ${labels.length} classes</small></dd></div>
</dl>`;
}

/** Every score of the whole. */
export function scoreTable({ scores, intervals, resamples, seed }: EvaluationReport): Markup {
  const intervalOf = (name: keyof EvaluationScores) =>
    name in intervals ? intervalText(intervals[name as keyof typeof intervals]) : "";
  return wideTable(
    "Scores",
    html`<table>
<caption>Intervals: 95%, from ${countText(resamples)} bootstrap resamples of the texts by seed ${seed}.</caption>
<thead><tr><th scope="col">score</th><th scope="col" class="number">value</th><th scope="col" class="number">interval</th><th scope="col">what it says</th></tr></thead>
<tbody>
${SCORES.map(
  ({ name, title, says }) =>
    html`<tr><th scope="row">${title}</th><td class="number">${scoreText(scores[name])}</td><td class="number">${intervalOf(name)}</td><td>${says}</td></tr>`,
)}
</tbody></table>`,
  );
}

/** Each class against the others. */
export function classTable({ classes }: EvaluationReport): Markup {
  const columns = ["texts", "precision", "recall", "F1", "area under ROC", "average precision"];
  return wideTable(
    "Scores of each class",
    html`<table>
<thead><tr><th scope="col">class</th>${columns.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>
${classes.map(
  (report) =>
    html`<tr><th scope="row">${report.label}</th><td class="number">${countText(report.texts)}</td>${[report.precision, report.recall, report.f1, report.rocAuc, report.averagePrecision].map((score) => html`<td class="number">${scoreText(score)}</td>`)}</tr>`,
)}
</tbody></table>`,
  );
}

/** The bins of the calibration plot as numbers. */
export function calibrationTable({ calibration }: EvaluationReport): Markup {
  const table = html`<table>
<thead><tr><th scope="col">probability of the likeliest class</th><th scope="col" class="number">texts</th><th scope="col" class="number">mean probability</th><th scope="col" class="number">share right</th></tr></thead>
<tbody>
${calibration.map(
  ({ lower, upper, count, confidence, accuracy }) =>
    html`<tr><th scope="row">${lower.toFixed(2)} to ${upper.toFixed(2)}</th><td class="number">${countText(count)}</td><td class="number">${scoreText(confidence)}</td><td class="number">${scoreText(accuracy)}</td></tr>`,
)}
</tbody></table>`;
  return html`<details><summary>Calibration in numbers</summary>${wideTable("Calibration in numbers", table)}</details>`;
}

function intervalText(interval: ScoreInterval | null): string {
  return interval === null ? "" : `${scoreText(interval.lower)} to ${scoreText(interval.upper)}`;
}
