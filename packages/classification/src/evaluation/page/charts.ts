import { html, type Markup } from "@engram/trainer";
import type { ClassReport, CurvePoint, EvaluationReport } from "../evaluation-report.ts";
import { scoreText } from "./score-text.ts";
import { unitChart, unitX, unitY } from "./unit-chart.ts";

/** As many curves as there are strokes to tell them apart. */
const MOST_CURVES = 6;

/** ROC curve, precision-recall curve and reliability diagram. */
export function charts({ classes, calibration, texts, scores }: EvaluationReport): Markup {
  // Of two classes one ROC curve is the other, turned.
  const rocClasses = hardest(classes.length === 2 ? classes.slice(1) : classes);
  const prClasses = hardest(classes);
  return html`<div class="charts">
${curveChart(rocClasses, {
  title: "ROC curve",
  xName: "share of others taken for the class",
  yName: "share of the class found",
  diagonal: true,
  points: ({ rocCurve }) => rocCurve,
  area: ({ rocAuc }) => rocAuc,
})}
${curveChart(prClasses, {
  title: "Precision and recall",
  xName: "recall",
  yName: "precision",
  diagonal: false,
  points: ({ precisionRecallCurve }) => precisionRecallCurve,
  area: ({ averagePrecision }) => averagePrecision,
})}
${unitChart({
  title: "Calibration",
  xName: "probability of the likeliest class",
  yName: "share of texts of that class",
  description: `Reliability diagram: expected calibration error ${scoreText(scores.expectedCalibrationError)}; its bins are in a table below`,
  diagonal: true,
  content: [
    html`<path class="curve curve-0" d="M${calibration.map(({ confidence, accuracy }) => at(confidence, accuracy)).join("L")}"/>`,
    ...calibration.map(
      ({ confidence, accuracy, count }) =>
        html`<circle class="bin" cx="${unitX(confidence)}" cy="${unitY(accuracy)}" r="${(2 + 9 * Math.sqrt(count / texts)).toFixed(1)}"><title>${count} texts: said ${scoreText(confidence)}, right ${scoreText(accuracy)}</title></circle>`,
    ),
  ],
  legend: [html`larger: more texts; on the diagonal: as often right as said`],
})}
</div>`;
}

interface CurveChartOptions {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly diagonal: boolean;
  readonly points: (report: ClassReport) => readonly CurvePoint[];
  readonly area: (report: ClassReport) => number | null;
}

function curveChart(classes: readonly ClassReport[], options: CurveChartOptions): Markup {
  const drawn = classes.filter((report) => options.points(report).length > 0);
  const areas = drawn.map((report) => `${report.label} ${scoreText(options.area(report))}`);
  return unitChart({
    title: options.title,
    xName: options.xName,
    yName: options.yName,
    diagonal: options.diagonal,
    description: `${options.title}, area under the curve: ${areas.join(", ") || "no curve is defined"}`,
    content: drawn.map((report, place) => {
      const points = options.points(report).map(({ x, y }) => at(x, y));
      return html`<path class="curve curve-${place}" d="M${points.join("L")}"/>`;
    }),
    legend: drawn.map(
      (_, place) =>
        html`<svg viewBox="0 0 28 8" aria-hidden="true"><path class="curve curve-${place}" d="M0 4H28"/></svg>${areas[place]}`,
    ),
  });
}

/** The classes that are told apart worst, in their own order. */
function hardest(classes: readonly ClassReport[]): ClassReport[] {
  if (classes.length <= MOST_CURVES) return [...classes];
  const area = ({ rocAuc }: ClassReport) => rocAuc ?? 1;
  const worst = new Set([...classes].sort((one, other) => area(one) - area(other)).slice(0, MOST_CURVES));
  return classes.filter((report) => worst.has(report));
}

function at(x: number, y: number): string {
  return `${unitX(x)} ${unitY(y)}`;
}
