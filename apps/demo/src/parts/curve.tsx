import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { colourScheme } from "../theme.ts";

export interface CurveSeries {
  readonly label: string;
  /** A CSS variable of the page: "--accent". */
  readonly color: string;
  readonly points: boolean;
}

const HEIGHT = 220;

/**
 * Lines over a common axis, drawn by uPlot.
 *
 * @param data the places on the axis, then each series' values there (null: none).
 */
export function Curve({
  label,
  axis,
  series,
  data,
}: {
  readonly label: string;
  readonly axis: string;
  readonly series: readonly CurveSeries[];
  readonly data: uPlot.AlignedData;
}) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const key = `${colourScheme.value} ${axis} ${series.map(({ label: name }) => name).join()}`;

  useEffect(() => {
    const element = place.current as HTMLDivElement;
    const style = getComputedStyle(element);
    const color = (name: string) => resolvedColor(element, name);
    const line = {
      stroke: color("--quiet"),
      grid: { stroke: color("--line"), width: 1 },
      font: `12px ${style.fontFamily}`,
    };
    plot.current = new uPlot(
      {
        width: Math.max(200, element.clientWidth),
        height: HEIGHT,
        scales: { x: { time: false } },
        axes: [line, line],
        series: [
          { label: axis },
          ...series.map(({ label: name, color: variable, points }) => ({
            label: name,
            stroke: color(variable),
            width: 2,
            spanGaps: true,
            points: { show: points, size: 5 },
          })),
        ],
        legend: { live: false },
        cursor: { drag: { x: false, y: false } },
      },
      data,
      element,
    );
    const watch = new ResizeObserver(() =>
      plot.current?.setSize({ width: Math.max(200, element.clientWidth), height: HEIGHT }),
    );
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [key]);

  useEffect(() => {
    plot.current?.setData(data);
  }, [data]);

  return <div ref={place} role="img" aria-label={label} />;
}

/** A canvas knows no CSS variables: the colour that one has just now. */
function resolvedColor(element: HTMLElement, variable: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
