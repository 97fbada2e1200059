import {
  COLUMNS,
  type ContinuationOptions,
  continuationOptions,
  continueSideBySide,
  isContinuing,
  written,
} from "./continuation-state.ts";
import { attempt, memory, stopWriting } from "./memory-state.ts";
import { messages } from "./messages.ts";

type NumberName = {
  [Name in keyof ContinuationOptions]: ContinuationOptions[Name] extends number ? Name : never;
}[keyof ContinuationOptions];

/** Name, text, least, most, step. */
const SAMPLING = [
  ["maxTokens", "length", 1, 2000, 1],
  ["temperature", "temperature", 0, 2, 0.05],
  ["topP", "topP", 0.05, 1, 0.05],
  ["seed", "seed", 0, Number.MAX_SAFE_INTEGER, 1],
] as const;
const CACHE = [
  ["size", "cacheSize", 1, 4000, 1],
  ["weight", "cacheWeight", 0, 1, 0.05],
  ["theta", "cacheTheta", 0, 10, 0.1],
] as const;

/** Continuations side by side: with the memory and without, with the neural cache and without. */
export function ContinuationPanel() {
  const text = messages();
  const { prompt, useCache, remember } = continuationOptions.value;
  const change = (changes: Partial<ContinuationOptions>) => {
    continuationOptions.value = { ...continuationOptions.value, ...changes };
  };
  return (
    <section class="sheet wide" aria-labelledby="continuation-heading">
      <h2 id="continuation-heading">{text.continuation}</h2>
      <p class="quiet">{text.continuationHint}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(continueSideBySide);
        }}
      >
        <div class="row">
          <label class="field prompt-field">
            {text.prompt}
            <textarea
              rows={1}
              class="text"
              data-testid="continuation-prompt"
              value={prompt}
              onInput={({ currentTarget }) => change({ prompt: currentTarget.value })}
            />
          </label>
          {SAMPLING.map((number) => (
            <NumberField key={number[0]} number={number} change={change} />
          ))}
        </div>
        <div class="row">
          <label class="check">
            <input
              type="checkbox"
              data-testid="use-cache"
              checked={useCache}
              onChange={({ currentTarget }) => change({ useCache: currentTarget.checked })}
            />
            {text.useCache}
          </label>
          <label class="check">
            <input
              type="checkbox"
              checked={remember}
              onChange={({ currentTarget }) => change({ remember: currentTarget.checked })}
            />
            {text.remember}
          </label>
        </div>
        {useCache && (
          <>
            <p class="quiet">{text.cacheHint}</p>
            <div class="row">
              {CACHE.map((number) => (
                <NumberField key={number[0]} number={number} change={change} />
              ))}
            </div>
          </>
        )}
        <div class="row">
          <button type="submit" class="primary" data-testid="write-on" disabled={isContinuing.value}>
            {text.writeOn}
          </button>
          {isContinuing.value && (
            <button type="button" onClick={() => attempt(stopWriting)}>
              {text.stop}
            </button>
          )}
        </div>
      </form>
      {memory.value?.tokensRead === 0 && <p class="quiet">{text.memoryIsEmpty}</p>}
      <Columns />
    </section>
  );
}

function NumberField({
  number: [name, label, least, most, step],
  change,
}: {
  readonly number: (typeof SAMPLING | typeof CACHE)[number];
  readonly change: (changes: Partial<Record<NumberName, number>>) => void;
}) {
  const text = messages();
  return (
    <label class="field">
      {text[label]}
      <input
        type="number"
        min={least}
        max={most}
        step={step}
        value={continuationOptions.value[name]}
        onChange={({ currentTarget }) => {
          const value = currentTarget.valueAsNumber;
          if (!Number.isNaN(value)) change({ [name]: Math.min(most, Math.max(least, value)) });
        }}
      />
    </label>
  );
}

function Columns() {
  const text = messages();
  const { value } = written;
  const there = COLUMNS.filter((column) => value[column] !== undefined);
  if (there.length === 0) return null;
  const isSame = !isContinuing.value && value.memory === value.empty;
  return (
    <>
      <div class="columns" aria-busy={isContinuing.value}>
        {there.map((column) => (
          <article key={column}>
            <h3>{text.columns[column]}</h3>
            <p class="text" data-testid={`continuation-${column}`}>
              {value[column]}
            </p>
          </article>
        ))}
      </div>
      <p role="status" class="quiet" data-testid="continuation-status">
        {isContinuing.value ? text.writing : isSame ? text.sameText : ""}
      </p>
    </>
  );
}
