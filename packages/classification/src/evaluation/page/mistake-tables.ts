import { html, type Markup } from "@engram/trainer";
import type { EvaluationReport } from "../evaluation-report.ts";
import { countText, scoreText } from "./score-text.ts";
import { wideTable } from "./wide-table.ts";

/** A table of more columns cannot be read; then the most frequent confusions are listed. */
const MOST_COLUMNS = 20;
const MOST_PAIRS = 30;

/** How often each class was taken for each other. */
export function confusionTable({ labels, confusion }: EvaluationReport): Markup {
  if (labels.length > MOST_COLUMNS) return confusedPairs(labels, confusion);
  return wideTable(
    "Confusion matrix",
    html`<table class="confusion">
<caption>Row: the actual class. Column: the one that was chosen. Shaded by the share of the row.</caption>
<thead><tr><td></td>${labels.map((label) => html`<th scope="col" class="number">${label}</th>`)}</tr></thead>
<tbody>
${confusion.map((row, actual) => {
  const texts = row.reduce((sum, count) => sum + count, 0);
  return html`<tr><th scope="row">${labels[actual]}</th>${row.map((count) => cell(count, texts === 0 ? 0 : count / texts))}</tr>`;
})}
</tbody></table>`,
  );
}

function cell(count: number, share: number): Markup {
  return html`<td style="--share:${share.toFixed(3)}">${countText(count)} <small>${(100 * share).toFixed(1)}%</small></td>`;
}

function confusedPairs(labels: readonly string[], confusion: EvaluationReport["confusion"]): Markup {
  const pairs = confusion
    .flatMap((row, actual) => row.map((count, chosen) => ({ actual, chosen, count })))
    .filter(({ actual, chosen, count }) => actual !== chosen && count > 0)
    .sort((one, other) => other.count - one.count)
    .slice(0, MOST_PAIRS);
  return wideTable(
    "The most frequent confusions",
    html`<table>
<caption>The most frequent confusions.</caption>
<thead><tr><th scope="col">actual class</th><th scope="col">chosen class</th><th scope="col" class="number">texts</th></tr></thead>
<tbody>
${pairs.map(({ actual, chosen, count }) => html`<tr><td>${labels[actual]}</td><td>${labels[chosen]}</td><td class="number">${countText(count)}</td></tr>`)}
</tbody></table>`,
  );
}

/** The texts that the classifier was surely wrong about. */
export function errorTable({ worstErrors }: EvaluationReport): Markup {
  if (worstErrors.length === 0) return html`<p>No text got another class than its own.</p>`;
  const hasTexts = worstErrors.some(({ excerpt }) => excerpt !== undefined);
  const begins = (cell: Markup) => (hasTexts ? cell : html``);
  return wideTable(
    "Worst errors",
    html`<table>
<thead><tr><th scope="col" class="number">text</th>${begins(html`<th scope="col">begins</th>`)}<th scope="col">actual</th><th scope="col">chosen</th><th scope="col" class="number">probability</th></tr></thead>
<tbody>
${worstErrors.map(
  ({ index, excerpt = "", actual, predicted, probability }) =>
    html`<tr><td class="number">${index}</td>${begins(html`<td class="excerpt" dir="auto">${excerpt}</td>`)}<td>${actual}</td><td>${predicted}</td><td class="number">${scoreText(probability)}</td></tr>`,
)}
</tbody></table>`,
  );
}
