import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { formatNumber } from "../../language/language.ts";
import { colourScheme } from "../../theme.ts";
import type { Inspection } from "../../worker/memory/inspection.ts";
import { readPalette } from "./colours.ts";
import { lookedBack } from "./look-back-state.ts";
import { hovered, pinned, position, view } from "./memory-state.ts";
import { messages } from "./messages.ts";
import { colourOf, shownValues } from "./quantity.ts";
import { drawTokens, tokenInLine } from "./token-elements.ts";
import { visibleToken } from "./visible-token.ts";

/** Tokens that the page keys pass. */
const PAGE = 20;

/** The text, each token coloured by what is chosen. For the keyboard it is a slider whose places are the tokens. */
export function ColouredText({ shown }: { readonly shown: Inspection }) {
  const text = messages();
  const place = useRef<HTMLDivElement>(null);
  const elements = useRef<readonly HTMLElement[]>([]);
  const { quantity, layer, cell } = view.value;
  const values = useMemo(() => shownValues(shown, view.value), [shown, quantity, layer, cell]);
  const scheme = colourScheme.value;
  const here = Math.min(position.value, shown.tokens - 1);
  const back = lookedBack.value?.of === shown ? lookedBack.value : undefined;

  useLayoutEffect(() => {
    elements.current = drawTokens(place.current as HTMLElement, shown);
  }, [shown]);
  useLayoutEffect(() => {
    const palette = readPalette();
    for (const [index, element] of elements.current.entries()) {
      element.style.backgroundColor = colourOf(palette, quantity, values, values.values[index]);
    }
  }, [values, scheme]);
  useEffect(() => mark(elements.current.slice(here, here + 1), "here"), [shown, here]);
  useEffect(() => {
    if (back?.enough === undefined) return undefined;
    return mark(elements.current.slice(back.position - back.enough, back.position), "looked-at");
  }, [shown, back]);

  const move = (event: KeyboardEvent) => {
    const next = target(event.key, pinned.value, elements.current);
    if (next === undefined) return;
    event.preventDefault();
    hovered.value = undefined;
    pinned.value = Math.min(shown.tokens - 1, Math.max(0, next));
    elements.current[pinned.value].scrollIntoView({ block: "nearest" });
  };
  const [start, end] = [shown.offsets[2 * here], shown.offsets[2 * here + 1]];
  return (
    <div
      ref={place}
      id="coloured-text"
      class="text coloured-text"
      data-testid="coloured-text"
      role="slider"
      tabIndex={0}
      aria-label={text.colouredText(text.quantities[quantity])}
      aria-valuemin={1}
      aria-valuemax={shown.tokens}
      aria-valuenow={here + 1}
      aria-valuetext={text.place(
        visibleToken(shown.text.slice(start, end)),
        formatNumber(here + 1),
        formatNumber(shown.tokens),
        formatNumber(shown.bits[here], 1),
      )}
      onKeyDown={move}
      onPointerMove={({ target: element, pointerType }) => {
        if (pointerType === "mouse") hovered.value = indexOf(element);
      }}
      onPointerLeave={() => {
        hovered.value = undefined;
      }}
      onClick={({ target: element }) => {
        pinned.value = indexOf(element) ?? pinned.value;
      }}
    />
  );
}

/** Where a key leads; `undefined` for any other key. */
function target(key: string, from: number, elements: readonly HTMLElement[]): number | undefined {
  switch (key) {
    case "ArrowLeft":
      return from - 1;
    case "ArrowRight":
      return from + 1;
    case "ArrowUp":
      return tokenInLine(elements, from, -1);
    case "ArrowDown":
      return tokenInLine(elements, from, 1);
    case "PageUp":
      return from - PAGE;
    case "PageDown":
      return from + PAGE;
    case "Home":
      return 0;
    case "End":
      return elements.length - 1;
    default:
      return undefined;
  }
}

function indexOf(element: EventTarget | null): number | undefined {
  const index = element instanceof HTMLElement ? element.dataset.index : undefined;
  return index === undefined ? undefined : Number(index);
}

/** @returns what takes the marks away again. */
function mark(elements: readonly HTMLElement[], name: string): () => void {
  for (const element of elements) element.classList.add(name);
  return () => {
    for (const element of elements) element.classList.remove(name);
  };
}
