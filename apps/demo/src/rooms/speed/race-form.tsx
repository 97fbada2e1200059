import { RadioChoices } from "../../parts/radio-choices.tsx";
import { SPEED_JOB_NAMES } from "../../worker/speed/speed-job.ts";
import { THOROUGHNESSES } from "./measure-speed.ts";
import { messages } from "./messages.ts";
import {
  failure,
  hasPausedTraining,
  job,
  progress,
  results,
  resumeTraining,
  start,
  stop,
  thoroughness,
} from "./speed-run.ts";

/** What is to be measured, the button, and how far it has come. */
export function RaceForm() {
  const text = messages();
  const isRunning = progress.value !== undefined;
  return (
    <section class="sheet wide" aria-labelledby="speed-heading">
      <h2 id="speed-heading">{text.title}</h2>
      <p>{text.lead}</p>
      <RadioChoices
        legend={text.job}
        group="speed-job"
        names={SPEED_JOB_NAMES}
        labels={text.jobs}
        chosen={job.value}
        isDisabled={isRunning}
        onChoose={(name) => {
          job.value = name;
        }}
      />
      <p class="quiet">{text.jobHints[job.value]}</p>
      <RadioChoices
        legend={text.thoroughness}
        group="speed-thoroughness"
        names={THOROUGHNESSES}
        labels={text.thoroughnesses}
        chosen={thoroughness.value}
        isDisabled={isRunning}
        onChoose={(name) => {
          thoroughness.value = name;
        }}
      />
      <div class="row">
        <button
          type="button"
          class="primary"
          data-testid="speed-start"
          disabled={isRunning}
          onClick={() => void start()}
        >
          {results.value[job.value] === undefined ? text.start : text.again}
        </button>
        {isRunning && (
          <button type="button" data-testid="speed-stop" onClick={stop}>
            {text.stop}
          </button>
        )}
      </div>
      <ProgressLine />
      {failure.value !== undefined && (
        <p class="problem" role="alert" data-testid="speed-problem">
          {text.failed(failure.value)}
        </p>
      )}
      {hasPausedTraining.value && (
        <p role="status">
          {text.pausedTraining}{" "}
          {!isRunning && (
            <button type="button" onClick={() => void resumeTraining()}>
              {text.resumeTraining}
            </button>
          )}
        </p>
      )}
      <p class="quiet">{text.advice}</p>
    </section>
  );
}

function ProgressLine() {
  const text = messages();
  const { value: now } = progress;
  const words =
    now === undefined
      ? ""
      : now.phase === "trying"
        ? text.trying(text.names[now.implementation])
        : text.timing(now.rivals.map((name) => text.names[name]));
  return (
    <>
      <p role="status" data-testid="speed-progress">
        {words}
      </p>
      {now !== undefined && (
        <progress aria-label={text.progress} {...(now.phase === "timing" && { value: now.share })} max={1} />
      )}
    </>
  );
}
