import { formatNumber } from "../../language/language.ts";
import { RadioChoices } from "../../parts/radio-choices.tsx";
import type { Inspection } from "../../worker/memory/inspection.ts";
import { view } from "./memory-state.ts";
import { messages } from "./messages.ts";
import { FULL_BITS, QUANTITIES, shownValues } from "./quantity.ts";

/** What the text is coloured by. */
export function ViewChoice({ shown }: { readonly shown: Inspection }) {
  const text = messages();
  const { quantity, layer, cell } = view.value;
  const { hiddenSize } = shown.layers[layer];
  const change = (changes: Partial<typeof view.value>) => {
    view.value = { ...view.value, ...changes };
  };
  const showLively = () => {
    const now = shown.lively.findIndex((place) => place.layer === layer && place.cell === cell);
    change({ quantity: "cell", ...shown.lively[(now + 1) % shown.lively.length] });
  };
  return (
    <>
      <RadioChoices
        legend={text.colourBy}
        group="quantity"
        names={QUANTITIES}
        labels={text.quantities}
        chosen={quantity}
        onChoose={(name) => change({ quantity: name })}
      />
      <div class="row">
        {shown.layers.length > 1 && (
          <label class="field">
            {text.layer}
            <select
              data-testid="layer"
              value={layer}
              onChange={({ currentTarget }) => {
                const next = Number(currentTarget.value);
                change({ layer: next, cell: Math.min(cell, shown.layers[next].hiddenSize - 1) });
              }}
            >
              {shown.layers.map((_, index) => (
                <option key={index} value={index}>
                  {index + 1}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="field">
          {text.cell} (1–{hiddenSize})
          <input
            type="number"
            data-testid="cell"
            min={1}
            max={hiddenSize}
            value={cell + 1}
            onInput={({ currentTarget }) => {
              const number = Math.round(currentTarget.valueAsNumber);
              if (number >= 1 && number <= hiddenSize) change({ quantity: "cell", cell: number - 1 });
            }}
          />
        </label>
        <button type="button" onClick={showLively}>
          {text.lively}
        </button>
      </div>
      <p class="quiet">{text.explain[quantity]}</p>
      <Legend shown={shown} />
    </>
  );
}

function Legend({ shown }: { readonly shown: Inspection }) {
  const text = messages();
  const { quantity } = view.value;
  const { least, most } = shownValues(shown, view.value);
  const digits = quantity === "cell" || quantity === "surprise" ? 0 : 2;
  return (
    <div class="legend">
      <span>{formatNumber(least, digits)}</span>
      <span class={quantity === "cell" ? "scale diverging" : "scale sequential"} aria-hidden="true" />
      <span>
        {quantity === "surprise" ? text.legendFull(formatNumber(FULL_BITS)) : formatNumber(most, digits)}
      </span>
    </div>
  );
}
