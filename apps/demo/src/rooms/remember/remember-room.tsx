import "./remember.css";
import { useEffect } from "preact/hooks";
import { NoModel } from "../../studio/no-model.tsx";
import { news } from "../../studio/studio.ts";
import { ColouredText } from "./coloured-text.tsx";
import { ContextPanel } from "./context-panel.tsx";
import { ContinuationPanel } from "./continuation-panel.tsx";
import { GatePanel } from "./gate-panel.tsx";
import { HeatMap, heatMapHeight } from "./heat-map.tsx";
import { Later } from "./later.tsx";
import { MemoryPanel } from "./memory-panel.tsx";
import { attempt, inspection, isReading, meetModel, problem } from "./memory-state.ts";
import { messages } from "./messages.ts";
import { ReadOut } from "./read-out.tsx";
import { SearchPanel } from "./search-panel.tsx";
import { TextPanel } from "./text-panel.tsx";
import { ViewChoice } from "./view-choice.tsx";

/** CSS pixels, about. */
const GATE_PANEL_HEIGHT = 420;

/** The working memory of the model: what it does while it reads, and what it is good for. */
export function RememberRoom() {
  const text = messages();
  const { model } = news.value;
  useEffect(() => {
    if (model !== undefined) void attempt(() => meetModel(model));
  }, [model?.id]);
  if (model === undefined) return <NoModel />;
  return (
    <div class="sheets remember">
      {problem.value !== undefined && (
        <p class="sheet wide problem room-problem" role="alert" data-testid="memory-problem">
          {text.failed(problem.value)}
        </p>
      )}
      <TextPanel />
      <InspectionPanel />
      <SearchPanel key={model.id} />
      <ContextPanel />
      <MemoryPanel />
      <ContinuationPanel />
    </div>
  );
}

function InspectionPanel() {
  const text = messages();
  const { value: shown } = inspection;
  return (
    <section class="sheet wide" aria-labelledby="inspection-heading" aria-busy={isReading.value}>
      <h2 id="inspection-heading">{text.memoryOf}</h2>
      {shown === undefined ? (
        <p role="status">{text.reading}</p>
      ) : (
        <>
          <p class="quiet">{text.memoryHint}</p>
          <ViewChoice shown={shown} />
          <ColouredText shown={shown} />
          <ReadOut shown={shown} />
          <h3>{text.heatMap}</h3>
          <p class="quiet">{text.heatMapHint}</p>
          {shown.layers.map(({ hiddenSize }, layer) => (
            <Later key={layer} value={shown} height={heatMapHeight(hiddenSize)}>
              {(read) => layer < read.layers.length && <HeatMap shown={read} layer={layer} />}
            </Later>
          ))}
          <Later value={shown} height={GATE_PANEL_HEIGHT}>
            {(read) => <GatePanel shown={read} />}
          </Later>
        </>
      )}
    </section>
  );
}
