import { axisTicks, shortNumber } from "./axis-ticks.ts";
import { html, type Markup } from "./markup.ts";
import { type Point, type Stretch, summarizePoints } from "./summarize-points.ts";

/** Names a colour of the style sheet. */
type CurveStyle = "training" | "validation";

interface Curve {
  readonly label: string;
  readonly style: CurveStyle;
  readonly points: readonly Point[];
  /** Marks each point, with its numbers on hover; for curves of few points. */
  readonly marked?: boolean;
}

export interface ChartOptions {
  readonly title: string;
  /** What is measured, in its unit. */
  readonly unit: string;
  readonly curves: readonly Curve[];
  /** Steps at which epochs end. */
  readonly epochEnds: readonly number[];
  readonly fromZero?: boolean;
  readonly width: number;
  readonly height: number;
  /** Unique in the page. */
  readonly id: string;
}

const MARGIN = { left: 58, right: 26, top: 10, bottom: 26 };
/** More of them would hide the curves, and make the page large. */
const MOST_EPOCH_LINES = 60;
const MOST_MARKS = 200;

/** A line chart over the steps of a run as inline SVG: the mean of each stretch, over a band of what it varies. */
export function curveChart(options: ChartOptions): Markup {
  const { title, unit, curves, epochEnds, width, height, id } = options;
  const most = Math.floor((width - MARGIN.left - MARGIN.right) / 3);
  const drawn = curves
    .map((curve) => ({ ...curve, stretches: summarizePoints(curve.points, most) }))
    .filter(({ stretches }) => stretches.length > 0);
  if (drawn.length === 0) return html``;
  const plane = createPlane(
    options,
    drawn.flatMap(({ stretches }) => stretches),
  );
  const ends = epochEnds.length <= MOST_EPOCH_LINES ? epochEnds : [];
  return html`<figure>
<figcaption><b>${title}</b> <span class="unit">${unit}</span> ${drawn.length > 1 ? drawn.map(legend) : []}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}, ${unit}, by step">
<clipPath id="${id}"><rect x="${MARGIN.left}" y="${MARGIN.top - 4}" width="${width - MARGIN.left - MARGIN.right + 4}" height="${height - MARGIN.top - MARGIN.bottom + 4}"/></clipPath>
${axisTicks(plane.low, plane.high, Math.max(3, Math.round(height / 45))).map((value) => horizontal(plane, value, width))}
${axisTicks(plane.first, plane.last, Math.round(width / 75))
  .filter(Number.isInteger)
  .map((step) => stepLabel(plane, step, height))}
${ends.map((step) => html`<line class="epoch" x1="${plane.x(step)}" x2="${plane.x(step)}" y1="${MARGIN.top}" y2="${height - MARGIN.bottom}"/>`)}
<g clip-path="url(#${id})">
${drawn.map((curve) => curvePath(plane, curve))}
</g>
</svg>
</figure>`;
}

interface Plane {
  readonly first: number;
  readonly last: number;
  readonly low: number;
  readonly high: number;
  x(step: number): number;
  y(value: number): number;
}

/** From steps and values to the picture's units, rounded so that the page stays small. */
function createPlane(
  { width, height, fromZero = false }: ChartOptions,
  stretches: readonly Stretch[],
): Plane {
  const steps = stretches.map(({ x }) => x);
  const means = stretches.map(({ mean }) => mean);
  const [first, last] = [Math.min(...steps), Math.max(...steps)];
  const [least, most] = [fromZero ? Math.min(0, ...means) : Math.min(...means), Math.max(...means)];
  const room = (most - least || Math.abs(most) || 1) * 0.05;
  const [low, high] = [fromZero && least === 0 ? 0 : least - room, most + room];
  const round = (value: number) => Math.round(value * 10) / 10;
  const across = width - MARGIN.left - MARGIN.right;
  const up = height - MARGIN.top - MARGIN.bottom;
  return {
    first,
    last,
    low,
    high,
    x: (step) => round(MARGIN.left + (last > first ? (step - first) / (last - first) : 0.5) * across),
    y: (value) => round(height - MARGIN.bottom - ((value - low) / (high - low)) * up),
  };
}

function horizontal(plane: Plane, value: number, width: number): Markup {
  const y = plane.y(value);
  return html`<line class="grid" x1="${MARGIN.left}" x2="${width - MARGIN.right}" y1="${y}" y2="${y}"/><text class="value" x="${MARGIN.left - 8}" y="${y + 4}">${shortNumber(value)}</text>`;
}

function stepLabel(plane: Plane, step: number, height: number): Markup {
  return html`<text class="step" x="${plane.x(step)}" y="${height - 6}">${shortNumber(step)}</text>`;
}

function legend({ label, style, points }: Curve): Markup {
  const value = points[points.length - 1][1];
  return html`<span class="key ${style}">${label} ${shortNumber(value)}</span>`;
}

function curvePath(plane: Plane, curve: Curve & { readonly stretches: readonly Stretch[] }): Markup {
  const { stretches, style, marked = false, points } = curve;
  const at = (x: number, y: number) => `${plane.x(x)} ${plane.y(y)}`;
  const line = stretches.map(({ x, mean }) => at(x, mean)).join("L");
  const band = [
    ...stretches.map(({ x, high }) => at(x, high)),
    ...stretches.map(({ x, low }) => at(x, low)).reverse(),
  ].join("L");
  const dots = (marked && points.length <= MOST_MARKS ? points : []).map(
    ([step, value]) =>
      html`<circle class="${style}" cx="${plane.x(step)}" cy="${plane.y(value)}" r="3"><title>step ${step}: ${shortNumber(value)}</title></circle>`,
  );
  return html`<path class="band ${style}" d="M${band}Z"/><path class="line ${style}" d="M${line}"/>${dots}`;
}
