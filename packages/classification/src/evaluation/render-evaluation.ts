import { html, reportPage } from "@engram/trainer";
import type { EvaluationReport } from "./evaluation-report.ts";
import { charts } from "./page/charts.ts";
import { EVALUATION_STYLE } from "./page/evaluation-style.ts";
import { confusionTable, errorTable } from "./page/mistake-tables.ts";
import { calibrationTable, classTable, scoreTable, scoreTiles } from "./page/score-tables.ts";

/**
 * A page about an evaluation: scores with their intervals, ROC and precision-recall curves, calibration, confusions and
 * the worst errors. One HTML file that fetches nothing and runs no script; what comes from texts is escaped.
 */
export function renderEvaluation(report: EvaluationReport, { title }: { readonly title: string }): string {
  const { decision } = report;
  const body = html`<main>
<h1>${title}</h1>
${scoreTiles(report)}
${decision === undefined ? html`` : html`<p>A text counts as ${decision.label} from a probability of ${decision.threshold} on.</p>`}
${charts(report)}
${calibrationTable(report)}
<h2>Scores</h2>
${scoreTable(report)}
<h2>Classes</h2>
${classTable(report)}
<h2>Confusions</h2>
${confusionTable(report)}
<h2>Worst errors</h2>
${errorTable(report)}
</main>`;
  return reportPage(title, body, { style: EVALUATION_STYLE });
}
