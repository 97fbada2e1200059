import type { WordSpan } from "@engram/classification/inference";
import { ASKED_LABEL } from "../../worker/judge/judgement.ts";
import { excerptsOf } from "./excerpts.ts";
import { type OwnSwap, task } from "./judge-state.ts";
import { messages } from "./messages.ts";
import { formatProbability, formatSigned } from "./numbers.ts";
import { toneOf } from "./verdict.tsx";

/** A change of so much, in probability, is written bold. */
const NOTABLE = 0.01;

/** Log-odds whose stroke fills its half, at least. */
const FULL_STROKE = 0.5;

export interface SwapGroup {
  /** Its heading in the table. */
  readonly name?: string;
  readonly rows: readonly OwnSwap[];
}

/** Texts with swapped words, and how far each moves the score. @param groups with a row at least. */
export function SwapTable({ groups }: { readonly groups: readonly SwapGroup[] }) {
  const text = messages();
  const label = ASKED_LABEL[task.value];
  const swaps = groups.flatMap(({ rows }) => rows);
  const [{ probability, probabilityChange }] = swaps;
  const most = swaps.reduce(
    (largest, { logOddsChange }) => Math.max(largest, Math.abs(logOddsChange)),
    FULL_STROKE,
  );
  return (
    <table class="swaps">
      <caption>
        {text.original(text.labels[label], formatProbability(probability - probabilityChange))}
      </caption>
      <thead>
        <tr>
          <th scope="col">{text.swapped}</th>
          <th scope="col">{text.newText}</th>
          <th scope="col">{text.labels[label]}</th>
          <th scope="col">{text.movement}</th>
        </tr>
      </thead>
      {groups.map(({ name, rows }) => (
        <tbody key={name}>
          {name !== undefined && (
            <tr class="category">
              <th scope="rowgroup" colSpan={4}>
                {name}
              </th>
            </tr>
          )}
          {rows.map((swap, index) => (
            <SwapRow
              key={`${swap.from} ${swap.to} ${rows.length - index}`}
              swap={swap}
              label={label}
              most={most}
            />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function SwapRow({
  swap,
  label,
  most,
}: {
  readonly swap: OwnSwap;
  readonly label: "positive" | "spam";
  readonly most: number;
}) {
  const text = messages();
  const { probability, probabilityChange, logOddsChange } = swap;
  const other = label === "positive" ? "negative" : "ham";
  const share = (50 * Math.abs(logOddsChange)) / most;
  return (
    <tr data-testid="swap-row">
      <th scope="row">
        {swap.from} → {swap.to}
      </th>
      <td class="new-text" lang="en">
        <Marked content={swap.text} spans={swap.changed} />
      </td>
      <td>{formatProbability(probability)}</td>
      <td data-testid="swap-change" class={Math.abs(probabilityChange) >= NOTABLE ? "notable" : undefined}>
        <span class="balance" aria-hidden="true">
          <span
            class={toneOf(logOddsChange > 0 ? label : other)}
            style={{ width: `${share}%`, left: `${logOddsChange > 0 ? 50 : 50 - share}%` }}
          />
        </span>
        {arrowOf(logOddsChange)} {text.points(formatSigned(100 * probabilityChange, 2))}
        <span class="quiet log-odds">{text.inLogOdds(formatSigned(logOddsChange, 2))}</span>
      </td>
    </tr>
  );
}

/** The parts of a text around the words that are new in it, which are marked. */
function Marked({ content, spans }: { readonly content: string; readonly spans: readonly WordSpan[] }) {
  return (
    <>
      {excerptsOf(content, spans).map(({ piece, start, isChanged }) =>
        isChanged ? <mark key={start}>{piece}</mark> : piece,
      )}
    </>
  );
}

function arrowOf(change: number): string {
  if (Math.abs(change) < 0.005) return "→";
  return change > 0 ? "↑" : "↓";
}
