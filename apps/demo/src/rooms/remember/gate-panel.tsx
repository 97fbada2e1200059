import { useMemo } from "preact/hooks";
import type uPlot from "uplot";
import { formatNumber } from "../../language/language.ts";
import { Curve } from "../../parts/curve.tsx";
import type { Inspection } from "../../worker/memory/inspection.ts";
import { view } from "./memory-state.ts";
import { messages } from "./messages.ts";
import { GATES } from "./quantity.ts";

const COLORS = { input: "--accent", forget: "--warm", output: "--cool" } as const;

/** The mean gates of the chosen layer over the text, and of every layer in numbers. */
export function GatePanel({ shown }: { readonly shown: Inspection }) {
  const text = messages();
  // This is drawn later than the rest: the chosen layer may already be one of another model.
  const layer = Math.min(view.value.layer, shown.layers.length - 1);
  const { gates } = shown.layers[layer];
  const data = useMemo<uPlot.AlignedData>(() => {
    const steps = gates.length / GATES.length;
    const places = Array.from({ length: steps }, (_, step) => step + 1);
    return [places, ...GATES.map((_, gate) => places.map((_, step) => gates[step * GATES.length + gate]))];
  }, [gates]);
  return (
    <>
      <h3>{text.gates}</h3>
      <p class="quiet">{text.gatesHint}</p>
      <Curve
        label={text.gatePlot(formatNumber(layer + 1))}
        axis={text.gateAxis}
        series={GATES.map((gate) => ({ label: text.gateNames[gate], color: COLORS[gate], points: false }))}
        data={data}
      />
      <table class="figures" data-testid="gate-means">
        <caption>{text.gateTable}</caption>
        <thead>
          <tr>
            <th scope="col">{text.layer}</th>
            {GATES.map((gate) => (
              <th key={gate} scope="col">
                {text.gateNames[gate]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.layers.map((steps, index) => (
            <tr key={index}>
              <th scope="row">{index + 1}</th>
              {GATES.map((gate, place) => (
                <td key={gate}>{formatNumber(meanOf(steps.gates, place), 3)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The mean over the text of one gate of [T,3]. */
function meanOf(gates: Float32Array, gate: number): number {
  let sum = 0;
  for (let index = gate; index < gates.length; index += GATES.length) sum += gates[index];
  return sum / (gates.length / GATES.length);
}
