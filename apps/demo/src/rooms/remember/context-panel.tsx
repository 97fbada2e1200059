import { useState } from "preact/hooks";
import { formatNumber } from "../../language/language.ts";
import type { ContextCurve } from "../../worker/memory/context-curve.ts";
import type { Inspection } from "../../worker/memory/inspection.ts";
import { ContextBars } from "./context-bars.tsx";
import { lookBackFrom, lookedBack } from "./look-back-state.ts";
import { attempt, inspection, memoryDesk, pinned } from "./memory-state.ts";
import { messages } from "./messages.ts";
import { visibleToken } from "./visible-token.ts";

/** How far back the predictions look: of the whole text, and of one token. */
export function ContextPanel() {
  const text = messages();
  const { value: shown } = inspection;
  return (
    <section class="sheet wide" aria-labelledby="context-heading">
      <h2 id="context-heading">{text.context}</h2>
      <p class="quiet">{text.contextHint}</p>
      <div class="halves">
        {shown !== undefined && (
          <>
            <OfText shown={shown} />
            <OfToken shown={shown} />
          </>
        )}
      </div>
    </section>
  );
}

function OfText({ shown }: { readonly shown: Inspection }) {
  const text = messages();
  const [measured, setMeasured] = useState<{ readonly of: Inspection; readonly curve: ContextCurve }>();
  const [isMeasuring, setMeasuring] = useState(false);
  const measure = () =>
    attempt(async () => {
      setMeasuring(true);
      try {
        setMeasured({ of: shown, curve: await (await memoryDesk()).contextCurve(shown.text) });
      } finally {
        setMeasuring(false);
      }
    });
  return (
    <div>
      <h3>{text.contextOfText}</h3>
      <div class="row">
        <button type="button" data-testid="measure-context" disabled={isMeasuring} onClick={measure}>
          {text.measure}
        </button>
        {isMeasuring && <span role="status">{text.measuring}</span>}
      </div>
      {measured?.of === shown && (
        <>
          <ContextBars measured={measured.curve} />
          <p class="quiet">{text.contextPositions(formatNumber(measured.curve.positions))}</p>
        </>
      )}
    </div>
  );
}

function OfToken({ shown }: { readonly shown: Inspection }) {
  const text = messages();
  const [isMeasuring, setMeasuring] = useState(false);
  const place = Math.min(pinned.value, shown.tokens - 1);
  const { value: back } = lookedBack;
  const measure = () =>
    attempt(async () => {
      setMeasuring(true);
      try {
        await lookBackFrom(shown, place);
      } finally {
        setMeasuring(false);
      }
    });
  const tokenAt = (index: number) =>
    visibleToken(shown.text.slice(shown.offsets[2 * index], shown.offsets[2 * index + 1]));
  return (
    <div>
      <h3>
        {text.contextOfToken}: <code>{tokenAt(place)}</code>
      </h3>
      <div class="row">
        <button type="button" data-testid="look-back" disabled={isMeasuring || place === 0} onClick={measure}>
          {text.lookBack}
        </button>
        {place === 0 && <span class="quiet">{text.lookBackFirst}</span>}
      </div>
      {back?.of === shown && (
        <>
          <p role="status">
            {text.lookBackOf(tokenAt(back.position))}:{" "}
            {back.enough === undefined ? text.lookBackFar : text.lookBackEnough(formatNumber(back.enough))}
          </p>
          <ContextBars measured={back} />
        </>
      )}
    </div>
  );
}
