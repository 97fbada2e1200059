import { useMemo, useState } from "preact/hooks";
import type uPlot from "uplot";
import { formatNumber, formatSeconds } from "../../language/language.ts";
import { messageOf } from "../../message-of.ts";
import { Curve } from "../../parts/curve.tsx";
import { news, studio } from "../../studio/studio.ts";
import type { TrainingSnapshot } from "../../worker/studio/training-snapshot.ts";
import { messages } from "./messages.ts";

/** What a training that is over goes on for. */
const MORE_MINUTES = 3;

export function TrainingPanel() {
  const text = messages();
  const { training } = news.value;
  return (
    <section class="sheet training" aria-labelledby="training-heading">
      <h2 id="training-heading">{text.training}</h2>
      {training === undefined ? <p class="quiet">{text.none}</p> : <Running training={training} />}
    </section>
  );
}

function Running({ training }: { readonly training: TrainingSnapshot }) {
  const text = messages();
  const { state, failure, unsaved, samples } = training;
  return (
    <>
      <div class="row">
        <strong>{training.name}</strong>
        <span data-testid="training-state" data-state={state} role="status">
          {text.states[state]}
        </span>
      </div>
      {failure !== undefined && (
        <p class="problem" role="alert">
          {text.failed(failure)}
        </p>
      )}
      {unsaved !== undefined && (
        <p class="problem" role="alert">
          {text.unsaved(unsaved)}
        </p>
      )}
      <progress aria-label={text.progress} value={training.progress} max={1} />
      <Numbers training={training} />
      <Buttons state={state} canGoOn={state === "paused" || (state === "failed" && training.savedStep > 0)} />
      <LossCurve training={training} />
      {training.bestStep !== undefined && <p class="quiet">{text.best(formatNumber(training.bestStep))}</p>}
      {(state === "running" || state === "paused") && <p class="quiet">{text.reload}</p>}
      <h3>{text.samples}</h3>
      <p class="quiet">{text.samplesHint}</p>
      <ol class="samples">
        {[...samples].reverse().map(({ step, text: sample }) => (
          <li key={step}>
            <span class="quiet">{text.sampleAt(formatNumber(step))}</span>
            <p class="text" data-testid="sample">
              <span class="quiet">{training.prompt}</span>
              {sample}
            </p>
          </li>
        ))}
      </ol>
    </>
  );
}

function Numbers({ training }: { readonly training: TrainingSnapshot }) {
  const { numbers } = messages();
  const { use } = news.value;
  const loss = training.losses.values.at(-1);
  const heldOut = training.validation.values.at(-1);
  const rows: readonly (readonly [string, string, string])[] = [
    ["step", numbers.step, formatNumber(training.step)],
    ["loss", numbers.loss, loss === undefined ? "–" : formatNumber(loss, 3)],
    ["perplexity", numbers.perplexity, loss === undefined ? "–" : formatNumber(Math.exp(loss), 2)],
    ["held-out", numbers.heldOut, heldOut === undefined ? "–" : formatNumber(heldOut, 3)],
    ["speed", numbers.speed, formatNumber(training.tokensPerSecond)],
    ["left", numbers.left, training.state === "finished" ? "–" : formatSeconds(training.secondsLeft)],
    ["parameters", numbers.parameters, formatNumber(training.parameterCount)],
    ["vocabulary", numbers.vocabulary, formatNumber(training.vocabularySize)],
    ["saved", numbers.saved, formatNumber(training.savedStep)],
    ["memory", numbers.memory, formatNumber(use.heapBytes / 1e6, 1)],
    ["tensors", numbers.tensors, formatNumber(use.tensors)],
  ];
  return (
    <dl class="numbers">
      {rows.map(([name, label, value]) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd data-testid={`number-${name}`}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Buttons({
  state,
  canGoOn,
}: {
  readonly state: TrainingSnapshot["state"];
  readonly canGoOn: boolean;
}) {
  const text = messages();
  const [problem, setProblem] = useState<string>();
  const act = async (name: "pause" | "resume" | "finish" | "extend" | "discard") => {
    setProblem(undefined);
    try {
      const opened = await studio;
      await (name === "extend" ? opened.extend(MORE_MINUTES) : opened[name]());
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  return (
    <div class="row">
      {state === "running" && (
        <button type="button" onClick={() => act("pause")}>
          {text.pause}
        </button>
      )}
      {canGoOn && (
        <button type="button" class="primary" onClick={() => act("resume")}>
          {text.resume}
        </button>
      )}
      {(state === "running" || state === "paused") && (
        <button type="button" onClick={() => act("finish")}>
          {text.finish}
        </button>
      )}
      {state === "finished" && (
        <button type="button" onClick={() => act("extend")}>
          {text.extend}
        </button>
      )}
      <button type="button" onClick={() => confirm(text.confirmDiscard) && act("discard")}>
        {text.discard}
      </button>
      {problem !== undefined && <p class="problem">{text.failed(problem)}</p>}
    </div>
  );
}

function LossCurve({ training }: { readonly training: TrainingSnapshot }) {
  const text = messages();
  const { losses, validation } = training;
  const data = useMemo(() => alignedCurves(losses, validation), [losses, validation]);
  return (
    <Curve
      label={text.curve}
      axis={text.curveLabels.step}
      series={[
        { label: text.curveLabels.training, color: "--accent", points: false },
        { label: text.curveLabels.heldOut, color: "--warm", points: true },
      ]}
      data={data}
    />
  );
}

/** Two curves over the steps of both. */
function alignedCurves(
  losses: TrainingSnapshot["losses"],
  validation: TrainingSnapshot["validation"],
): uPlot.AlignedData {
  const steps = [...new Set([...losses.steps, ...validation.steps])].sort((a, b) => a - b);
  const valuesAt = ({ steps: places, values }: TrainingSnapshot["losses"]) => {
    const byStep = new Map(places.map((step, index) => [step, values[index]]));
    return steps.map((step) => byStep.get(step) ?? null);
  };
  return [steps, valuesAt(losses), valuesAt(validation)];
}
