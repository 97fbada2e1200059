import { html, type Markup } from "@engram/trainer";

export interface UnitChartOptions {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  /** What the picture shows, for those who do not see it. */
  readonly description: string;
  /** A line from (0, 0) to (1, 1): chance, or perfect calibration. */
  readonly diagonal: boolean;
  readonly content: readonly Markup[];
  readonly legend: readonly Markup[];
}

const WIDTH = 340;
const HEIGHT = 330;
const MARGIN = { left: 46, right: 14, top: 10, bottom: 44 };
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** From a share in [0, 1] to the picture's units, rounded so that the page stays small. */
export function unitX(share: number): number {
  return Math.round(10 * (MARGIN.left + share * (WIDTH - MARGIN.left - MARGIN.right))) / 10;
}

export function unitY(share: number): number {
  return Math.round(10 * (HEIGHT - MARGIN.bottom - share * (HEIGHT - MARGIN.top - MARGIN.bottom))) / 10;
}

/** A chart of the unit square as inline SVG. */
export function unitChart(options: UnitChartOptions): Markup {
  const { title, xName, yName, description, diagonal, content, legend } = options;
  const middle = unitY(0.5);
  return html`<figure>
<figcaption><b>${title}</b></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${description}">
${TICKS.map(
  (tick) =>
    html`<line class="grid" x1="${unitX(0)}" x2="${unitX(1)}" y1="${unitY(tick)}" y2="${unitY(tick)}"/><text class="value" x="${unitX(0) - 6}" y="${unitY(tick) + 4}">${tick}</text>
<line class="grid" x1="${unitX(tick)}" x2="${unitX(tick)}" y1="${unitY(0)}" y2="${unitY(1)}"/><text class="step" x="${unitX(tick)}" y="${unitY(0) + 16}">${tick}</text>`,
)}
<text class="name" x="${unitX(0.5)}" y="${HEIGHT - 8}">${xName}</text>
<text class="name" x="12" y="${middle}" transform="rotate(-90 12 ${middle})">${yName}</text>
${diagonal ? html`<line class="diagonal" x1="${unitX(0)}" y1="${unitY(0)}" x2="${unitX(1)}" y2="${unitY(1)}"/>` : html``}
${content}
</svg>
${legend.length > 0 ? html`<ul class="legend">${legend.map((entry) => html`<li>${entry}</li>`)}</ul>` : html``}
</figure>`;
}
