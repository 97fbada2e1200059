import { useState } from "preact/hooks";
import { messageOf } from "../../message-of.ts";
import { ASKED_LABEL, type Judgement, type Task } from "../../worker/judge/judgement.ts";
import { correct, corrections, forgetCorrections, judged, loading, problem, task } from "./judge-state.ts";
import { messages } from "./messages.ts";
import { formatProbability, ofAHundred } from "./numbers.ts";

/** What the text is, how sure that is, and what such a number means. */
export function Verdict() {
  const text = messages();
  const answer = judged.value?.answer;
  const isIdle = answer === undefined && loading.value === undefined && problem.value === undefined;
  return (
    <section class="sheet" aria-labelledby="verdict-heading">
      <h2 id="verdict-heading">{text.verdict}</h2>
      {loading.value !== undefined && (
        <div role="status" data-testid="judge-loading">
          {text.loading[loading.value]}
          <progress aria-label={text.loading[loading.value]} />
        </div>
      )}
      {problem.value !== undefined && (
        <p class="problem" role="alert" data-testid="judge-problem">
          {text.failed(problem.value)}
        </p>
      )}
      {answer !== undefined && <Judged asked={task.value} answer={answer} />}
      {isIdle && <p class="quiet">{text.nothing}</p>}
    </section>
  );
}

function Judged({ asked, answer }: { readonly asked: Task; readonly answer: Judgement }) {
  const text = messages();
  const { label, probability, kind, isCut, maximumTokens } = answer;
  const name = text.labels[label as keyof typeof text.labels];
  return (
    <>
      <div role="status" data-testid="judgement" data-label={label} data-kind={kind}>
        <p class={`headline ${toneOf(label)}`}>
          {text.sureness(probability)}{" "}
          <strong>
            {name}, <span data-testid="judgement-probability">{formatProbability(probability)}</span>
          </strong>
        </p>
      </div>
      <Meter asked={asked} answer={answer} />
      <p>{text.calibrated(ofAHundred(probability), name, kind)}</p>
      <p class="quiet">{text.measured[kind]}</p>
      {isCut && <p data-testid="judge-cut">{text.cut(maximumTokens)}</p>}
      {asked === "spam" && <Correction label={label} />}
    </>
  );
}

/** The two classes share a bar. */
function Meter({ asked, answer }: { readonly asked: Task; readonly answer: Judgement }) {
  const text = messages();
  const label = ASKED_LABEL[asked];
  const other = asked === "sentiment" ? "negative" : "ham";
  const share = answer.probabilities[label];
  return (
    <div class="meter">
      <meter
        class="unseen"
        aria-label={text.probabilityOf(text.labels[label])}
        aria-valuetext={formatProbability(share)}
        min={0}
        max={1}
        value={share}
      />
      <div class={`bar ${toneOf(other)}`} aria-hidden="true">
        <div class={toneOf(label)} style={{ width: `${100 * share}%` }} />
      </div>
      <div class="ends">
        <span>
          {text.labels[label]} {formatProbability(share)}
        </span>
        <span>
          {text.labels[other]} {formatProbability(answer.probabilities[other])}
        </span>
      </div>
    </div>
  );
}

/** The reader knows better. */
function Correction({ label }: { readonly label: string }) {
  const text = messages();
  const [failure, setFailure] = useState<string>();
  const right = label === "spam" ? "ham" : "spam";
  const attempt = (action: () => Promise<void>) => {
    setFailure(undefined);
    action().catch((error) => setFailure(messageOf(error)));
  };
  return (
    <div class="correction">
      <div class="row">
        <button type="button" data-testid="judge-correct" onClick={() => attempt(() => correct(right))}>
          {text.wrong[right]}
        </button>
        {corrections.value > 0 && (
          <button type="button" onClick={() => attempt(forgetCorrections)}>
            {text.forget(corrections.value)}
          </button>
        )}
      </div>
      <p class="quiet">{text.learns}</p>
      {failure !== undefined && (
        <p class="problem" role="alert">
          {text.failed(failure)}
        </p>
      )}
    </div>
  );
}

/** Which colour and which line a class has in this room. */
export function toneOf(label: string): "good" | "bad" {
  return label === "positive" || label === "ham" ? "good" : "bad";
}
