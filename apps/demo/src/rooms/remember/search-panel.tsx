import { useState } from "preact/hooks";
import { formatNumber } from "../../language/language.ts";
import { news } from "../../studio/studio.ts";
import type { CellMatch, SignalMatches } from "../../worker/memory/rank-cells.ts";
import { BUILT_IN_TEXTS, type BuiltInText } from "../write/built-in-texts.ts";
import { attempt, memoryDesk, text as typed, view } from "./memory-state.ts";
import { messages } from "./messages.ts";
import { searchPassage } from "./passages.ts";

/** |r| from which on a cell is said to follow something. */
const [CLEAR, SOME] = [0.7, 0.4];

/** Searches the cells that keep track of something in a text. */
export function SearchPanel() {
  const text = messages();
  // Cells are best looked for in a text of the kind that the model knows.
  const known = BUILT_IN_TEXTS.find((name) => name === news.value.model?.name);
  const [source, setSource] = useState<BuiltInText | "shown">(known ?? "shown");
  const [word, setWord] = useState("");
  const [isSearching, setSearching] = useState(false);
  const [found, setFound] = useState<SignalMatches[]>();
  const search = () =>
    attempt(async () => {
      setSearching(true);
      try {
        const searched = source === "shown" ? typed.value : await searchPassage(source);
        setFound(await (await memoryDesk()).searchCells(searched, word));
      } finally {
        setSearching(false);
      }
    });
  return (
    <section class="sheet wide" aria-labelledby="search-heading">
      <h2 id="search-heading">{text.search}</h2>
      <p class="quiet">{text.searchHint}</p>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          void search();
        }}
      >
        <label class="field">
          {text.searchIn}
          <select
            value={source}
            onChange={({ currentTarget }) => setSource(currentTarget.value as typeof source)}
          >
            {(["shown", ...BUILT_IN_TEXTS] as const).map((name) => (
              <option key={name} value={name}>
                {text.searchTexts[name]}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {text.searchWord}
          <input type="text" value={word} onInput={({ currentTarget }) => setWord(currentTarget.value)} />
        </label>
        <button type="submit" class="primary" data-testid="search-cells" disabled={isSearching}>
          {text.startSearch}
        </button>
        {isSearching && <span role="status">{text.searching}</span>}
      </form>
      {found !== undefined && <Found found={found} />}
    </section>
  );
}

function Found({ found }: { readonly found: readonly SignalMatches[] }) {
  const text = messages();
  if (found.length === 0) return <p role="status">{text.searchNothing}</p>;
  return (
    <div class="scrolls">
      <table class="figures found-cells" data-testid="found-cells">
        <thead>
          <tr>
            <th scope="col">{text.searchColumns.signal}</th>
            <th scope="col">
              {text.searchColumns.cell} <span class="on-narrow">{text.searchColumns.layerAndCell}</span>
            </th>
            <th scope="col">{text.searchColumns.found}</th>
            <th scope="col">{text.searchColumns.confirmed}</th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ signal, matches }) => (
            <tr key={signal}>
              <th scope="row">{text.signals[signal]}</th>
              <td>
                {matches.map((match) => (
                  <CellButton key={`${match.layer} ${match.cell}`} match={match} />
                ))}
              </td>
              <td>{formatNumber(matches[0].found, 2)}</td>
              <td>
                {formatNumber(matches[0].confirmed, 2)}{" "}
                <span class="quiet">{text.strength[strengthOf(matches[0])]}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CellButton({ match: { layer, cell } }: { readonly match: CellMatch }) {
  const text = messages();
  const show = () => {
    view.value = { quantity: "cell", layer, cell };
    const shown = document.getElementById("coloured-text");
    shown?.scrollIntoView({ block: "center" });
    shown?.focus({ preventScroll: true });
  };
  const { value } = view;
  const isShown = value.quantity === "cell" && value.layer === layer && value.cell === cell;
  return (
    <button type="button" class="cell-button" aria-pressed={isShown} onClick={show}>
      <span class="on-wide">{text.showCell(formatNumber(layer + 1), formatNumber(cell + 1))}</span>
      <span class="on-narrow">
        {formatNumber(layer + 1)}·{formatNumber(cell + 1)}
      </span>
    </button>
  );
}

function strengthOf({ found, confirmed }: CellMatch): "clear" | "some" | "none" {
  // A cell that follows the opposite in the other half follows nothing.
  const strength = Math.sign(found) * confirmed;
  if (strength >= CLEAR) return "clear";
  return strength >= SOME ? "some" : "none";
}
