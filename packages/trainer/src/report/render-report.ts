import { shortNumber } from "./axis-ticks.ts";
import { curveChart } from "./curve-chart.ts";
import { type LoggedRun, readLoggedRun } from "./logged-run.ts";
import { html, type Markup } from "./markup.ts";
import { reportPage } from "./report-page.ts";
import { reportSummary } from "./report-summary.ts";

/** Something the trained model made, to be shown in the report. */
export interface ReportSample {
  /** Such as the prompt and the temperature. */
  readonly label: string;
  readonly text: string;
}

export interface ReportOptions {
  /** Default "Training run". */
  readonly title?: string;
  readonly samples?: readonly ReportSample[];
}

/**
 * A page about a run: its numbers, curves of training and validation loss, learning rate, gradient norm and speed,
 * its configuration, and samples where there are any. One HTML file that fetches nothing and runs no script.
 *
 * @param log the text of a log that `jsonlLog` of `@engram/trainer/node` wrote; half a last line does no harm.
 */
export function renderReport(
  log: string,
  { title = "Training run", samples = [] }: ReportOptions = {},
): string {
  const run = readLoggedRun(log);
  const body = html`<h1>${title}</h1>
${reportSummary(run)}
${curves(run)}
${configuration(run)}
${evaluations(run)}
${samples.length > 0 ? html`<h2>Samples</h2>` : html``}
${samples.map(({ label, text }) => html`<p>${label}</p><pre>${text}</pre>`)}`;
  return reportPage(title, body);
}

function curves({ steps, evaluations, epochs }: LoggedRun): Markup {
  const epochEnds = epochs.map(({ step }) => step);
  const small = { epochEnds, fromZero: true, width: 320, height: 190 };
  const training = (label: string, value: (step: LoggedRun["steps"][number]) => number) => ({
    label,
    style: "training" as const,
    points: steps.map((step) => [step.step, value(step)] as const),
  });
  const validation = {
    label: "validation",
    style: "validation" as const,
    points: evaluations.map(({ step, metrics }) => [step, metrics.loss] as const),
    marked: true,
  };
  const loss = [training("training", (step) => step.loss), validation];
  const norm = [training("training", (step) => step.gradientNorm)];
  const rate = [training("training", (step) => step.learningRate)];
  const speed = [training("training", (step) => step.tokensPerSecond)];
  return html`${curveChart({ id: "loss", title: "Loss", unit: "nats per target", curves: loss, epochEnds, width: 960, height: 340 })}
<div class="small">
${curveChart({ id: "rate", title: "Learning rate", unit: "of each step", curves: rate, ...small })}
${curveChart({ id: "norm", title: "Gradient norm", unit: "before clipping", curves: norm, ...small })}
${curveChart({ id: "speed", title: "Speed", unit: "tokens per second", curves: speed, ...small })}
</div>`;
}

function configuration({ start }: LoggedRun): Markup {
  if (start === undefined) return html``;
  const { parameterCount, batchesPerEpoch, settings } = start;
  const rows = Object.entries({
    parameters: parameterCount,
    "batches per epoch": batchesPerEpoch,
    ...settings,
  });
  return html`<h2>Configuration</h2>
<table><tbody>
${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${exact(value)}</td></tr>`)}
</tbody></table>`;
}

/** An option as it was given; only large whole numbers gain commas. */
function exact(value: string | number | boolean): string {
  return Number.isInteger(value) && Math.abs(Number(value)) >= 10_000
    ? shortNumber(Number(value))
    : String(value);
}

/** A metric as a log has it: a number, or "NaN" and "Infinity", which JSON does not know; of anything else nothing. */
function metricText(value: unknown): string {
  if (typeof value === "number") return shortNumber(value);
  return typeof value === "string" ? value : "";
}

function evaluations({ evaluations }: LoggedRun): Markup {
  if (evaluations.length === 0) return html``;
  const names = [...new Set(evaluations.flatMap(({ metrics }) => Object.keys(metrics)))];
  return html`<details><summary>Evaluations</summary><div class="scroll"><table>
<thead><tr><th scope="col">step</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${evaluations.map(
  ({ step, metrics, best }) =>
    html`<tr><td>${shortNumber(step)}${best ? " (best so far)" : ""}</td>${names.map((name) => html`<td>${metricText(metrics[name])}</td>`)}</tr>`,
)}
</tbody></table></div></details>`;
}
