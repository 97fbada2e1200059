import { useEffect } from "preact/hooks";
import { handleKey } from "./assistant-keys.ts";
import { caret, draft, field, isOwnChange } from "./draft.ts";
import { isWriting, stopWriting, writeOn, writeProblem, written } from "./long-text.ts";
import { messages } from "./messages.ts";
import { ask, askSoon, closeOffers, offerProblem, offers, renewOffers } from "./offers.ts";
import { OFFER_ID, OffersList } from "./offers-list.tsx";
import { settings } from "./writing-settings.ts";

/** A text that the model helps to write: offers while there is a pause, and a long continuation on demand. */
export function Assistant() {
  const text = messages();
  const { value } = offers;
  const problem = writeProblem.value ?? offerProblem.value;
  useEffect(closeWhenCaretMoves, []);
  useEffect(renewOffers, [settings.value]);
  return (
    <section class="sheet assistant-sheet" aria-labelledby="assistant-heading">
      <h2 id="assistant-heading">{text.assistant}</h2>
      <label class="field">
        {text.yourText}
        <textarea
          ref={field}
          rows={9}
          value={draft.value}
          placeholder={text.placeholder}
          spellcheck={false}
          data-testid="assistant-text"
          aria-describedby="assistant-keys"
          aria-autocomplete="list"
          aria-controls={value && "offers"}
          aria-activedescendant={value && `${OFFER_ID}${value.chosen}`}
          onInput={({ currentTarget, isComposing }) => takeInput(currentTarget.value, isComposing)}
          onKeyDown={handleKey}
          onCompositionStart={closeOffers}
          onCompositionEnd={askSoon}
        />
      </label>
      <OffersList />
      <div class="row">
        <button
          type="button"
          class="primary"
          data-testid="write-on"
          disabled={isWriting.value}
          onClick={() => void writeOn()}
        >
          {text.writeOn}
        </button>
        <button
          type="button"
          data-testid="write-stop"
          disabled={!isWriting.value}
          onClick={() => void stopWriting()}
        >
          {text.stop}
        </button>
        <button type="button" disabled={isWriting.value} onClick={askFromButton}>
          {text.ask}
        </button>
      </div>
      <p role="status" class="quiet" data-testid="write-status">
        {isWriting.value && text.writing}
        {written.value !== undefined && text.endings[written.value.ending]}
        {written.value !== undefined && written.value.unknownPromptTokens > 0 && (
          <> {text.unknown(written.value.unknownPromptTokens)}</>
        )}
      </p>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {text.failed(problem)}
        </p>
      )}
      <p class="quiet keys" id="assistant-keys">
        {text.keys}
      </p>
    </section>
  );
}

function takeInput(value: string, isComposing: boolean): void {
  draft.value = value;
  if (isOwnChange()) return;
  written.value = undefined;
  if (isWriting.value) void stopWriting();
  else if (!isComposing) askSoon();
}

function askFromButton(): void {
  field.current?.focus();
  void ask();
}

/** Offers belong to a place in the text. @returns what ends the watch. */
function closeWhenCaretMoves(): () => void {
  const watch = () => {
    if (offers.value !== undefined && caret() !== offers.value.place) closeOffers();
  };
  document.addEventListener("selectionchange", watch);
  return () => document.removeEventListener("selectionchange", watch);
}
