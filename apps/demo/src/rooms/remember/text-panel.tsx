import { useState } from "preact/hooks";
import { formatNumber } from "../../language/language.ts";
import { BUILT_IN_TEXTS, type BuiltInText } from "../write/built-in-texts.ts";
import {
  attempt,
  changeMemory,
  changeText,
  inspection,
  isReading,
  isWriting,
  letItWrite,
  stopWriting,
  text as typed,
} from "./memory-state.ts";
import { messages } from "./messages.ts";
import { randomPassage } from "./passages.ts";

const TYPING_PAUSE_MILLISECONDS = 400;

/** The text that is read. */
export function TextPanel() {
  const text = messages();
  const [isFetching, setFetching] = useState(false);
  const load = (name: BuiltInText) =>
    attempt(async () => {
      setFetching(true);
      try {
        changeText(await randomPassage(name));
      } finally {
        setFetching(false);
      }
    });
  const { leftOut = 0, unknown = 0 } = inspection.value ?? {};
  return (
    <section class="sheet wide" aria-labelledby="read-heading">
      <h2 id="read-heading">{text.text}</h2>
      <label class="field">
        {text.textLabel}
        <textarea
          class="text"
          rows={6}
          data-testid="memory-text"
          readOnly={isWriting.value}
          value={typed.value}
          onInput={({ currentTarget }) => changeText(currentTarget.value, TYPING_PAUSE_MILLISECONDS)}
        />
      </label>
      <p class="quiet">{text.textHint}</p>
      <div class="row text-actions">
        {isWriting.value ? (
          <button type="button" onClick={() => attempt(stopWriting)}>
            {text.stop}
          </button>
        ) : (
          <button type="button" class="primary" data-testid="let-write" onClick={() => attempt(letItWrite)}>
            {text.letWrite}
          </button>
        )}
        <button
          type="button"
          disabled={isReading.value}
          onClick={() => attempt(() => changeMemory((desk) => desk.facts()))}
        >
          {text.readAgain}
        </button>
        <fieldset class="passages" disabled={isFetching || isWriting.value}>
          <legend class="quiet">{text.passages}</legend>
          {BUILT_IN_TEXTS.map((name) => (
            <button key={name} type="button" onClick={() => load(name)}>
              {text.passageOf[name]}
            </button>
          ))}
        </fieldset>
      </div>
      {leftOut > 0 && <p role="status">{text.leftOut(formatNumber(leftOut))}</p>}
      {unknown > 0 && <p role="status">{text.unknown(formatNumber(unknown))}</p>}
    </section>
  );
}
