import { html, Markup, REPORT_STYLE } from "@engram/trainer";
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
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Markup(REPORT_STYLE + EVALUATION_STYLE)}</style>
</head>
<body>
<main>
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
</main>
</body>
</html>
`;
  return page.source;
}
