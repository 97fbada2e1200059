import type { GroupSwap } from "../../worker/judge/judgement.ts";
import { EXAMPLES } from "./examples.ts";
import { changeText, groupSwaps, judged, ownSwaps, task } from "./judge-state.ts";
import { messages } from "./messages.ts";
import { OwnSwapForm } from "./own-swap-form.tsx";
import { type SwapGroup, SwapTable } from "./swap-table.tsx";

/** In the order of the page: what most texts name comes first. */
const CATEGORIES = ["gender", "origin", "nationality", "religion"] as const satisfies GroupSwap["category"][];

/** Rows of a category: a text that names many nationalities has fifty pairs. */
const MOST_ROWS = 12;

/** What the model would say if the text were about somebody else. */
export function BiasProbe() {
  const text = messages();
  const swaps = groupSwaps.value?.answer;
  const groups = swaps === undefined ? [] : byCategory(swaps, text);
  const isBehind = judged.value !== undefined && groupSwaps.value?.text !== judged.value.text;
  return (
    <section class="sheet wide" aria-labelledby="bias-heading" aria-busy={isBehind}>
      <h2 id="bias-heading">{text.bias}</h2>
      <p>{text.biasHint}</p>
      {isBehind && <p class="quiet soon">{text.swapping}</p>}
      {judged.value !== undefined && (
        <>
          {groups.length > 0 && <SwapTable groups={groups} />}
          {swaps?.length === 0 && (
            <p data-testid="no-swaps">
              {text.noSwaps}{" "}
              <button type="button" onClick={() => changeText(EXAMPLES[task.value].names, "now")}>
                {text.exampleNames.names}
              </button>
            </p>
          )}
          <h3>{text.own}</h3>
          <p class="quiet">{text.ownHint}</p>
          <OwnSwapForm />
          {ownSwaps.value.length > 0 && <SwapTable groups={[{ rows: ownSwaps.value }]} />}
        </>
      )}
      <p class="quiet">{text.biasLimits}</p>
    </section>
  );
}

function byCategory(swaps: readonly GroupSwap[], text: ReturnType<typeof messages>): SwapGroup[] {
  return CATEGORIES.map((wanted) => ({
    name: text.categories[wanted],
    rows: swaps
      .filter(({ category }) => category === wanted)
      .map((swap) => ({ ...swap, from: text.group(swap.from), to: text.group(swap.to) }))
      .sort((one, other) => Math.abs(other.logOddsChange) - Math.abs(one.logOddsChange))
      .slice(0, MOST_ROWS),
  })).filter(({ rows }) => rows.length > 0);
}
