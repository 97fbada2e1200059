import { formatNumber } from "../../language/language.ts";
import type { Inspection } from "../../worker/memory/inspection.ts";
import { position, view } from "./memory-state.ts";
import { messages } from "./messages.ts";
import { GATES } from "./quantity.ts";
import { visibleToken } from "./visible-token.ts";

/** Next tokens that an inspection tells for each place. */
const TOP = 3;

/** The numbers of the token that is pointed at. */
export function ReadOut({ shown }: { readonly shown: Inspection }) {
  const { readOut: text } = messages();
  const { layer, cell } = view.value;
  const here = Math.min(position.value, shown.tokens - 1);
  const { cells, gates, hiddenSize } = shown.layers[layer];
  const bits = shown.bits[here];
  const gateValues = GATES.map((_, gate) => formatNumber(gates[here * GATES.length + gate], 2));
  const token = shown.text.slice(shown.offsets[2 * here], shown.offsets[2 * here + 1]);
  const rows: readonly (readonly [string, string, string])[] = [
    ["token", text.token, visibleToken(token)],
    ["place", text.place, `${formatNumber(here + 1)} / ${formatNumber(shown.tokens)}`],
    ["bits", text.surprise, Number.isNaN(bits) ? "–" : formatNumber(bits, 2)],
    [
      "cell",
      text.cell(formatNumber(layer + 1), formatNumber(cell + 1)),
      formatNumber(cells[here * hiddenSize + cell], 3),
    ],
    ["gates", text.gates, gateValues.join(" ")],
  ];
  return (
    <div class="read-out" data-testid="read-out">
      <dl class="numbers">
        {rows.map(([name, label, value]) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd data-testid={`read-out-${name}`}>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="expectations">
        <Expectation label={text.expected} shown={shown} after={here - 1} came={token} />
        <Expectation label={text.next} shown={shown} after={here} />
      </div>
    </div>
  );
}

/** The likeliest tokens after one, as bars. @param came the token that came, which is marked. */
function Expectation({
  label,
  shown,
  after,
  came,
}: {
  readonly label: string;
  readonly shown: Inspection;
  readonly after: number;
  readonly came?: string;
}) {
  const { readOut: text } = messages();
  const places = Array.from({ length: TOP }, (_, index) => after * TOP + index);
  return (
    <div>
      <h3>{label}</h3>
      {after < 0 ? (
        <p class="quiet">{text.nothing}</p>
      ) : (
        <ol class="expected">
          {places.map((place) => {
            const [token, probability] = [shown.topTexts[place], shown.topProbabilities[place]];
            return (
              <li key={place} class={token === came ? "came" : undefined}>
                <code>{visibleToken(token)}</code>
                <span class="bar" aria-hidden="true">
                  <span style={{ width: `${100 * probability}%` }} />
                </span>
                <span>{formatNumber(100 * probability, 0)}%</span>
              </li>
            );
          })}
        </ol>
      )}
    </div>
  );
}
