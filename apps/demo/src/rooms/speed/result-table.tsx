import { formatNumber } from "../../language/language.ts";
import { tokensPerStep } from "../../worker/speed/speed-job.ts";
import { formatMilliseconds, reasonOf } from "./describe-result.ts";
import { messages } from "./messages.ts";
import { isTimed, type SpeedResult, type SpeedRow, type TimedRow } from "./speed-result.ts";

/** A row for each implementation, with a bar of its speed. */
export function ResultTable({ result }: { readonly result: SpeedResult }) {
  const text = messages();
  const { rows, job, comparison } = result;
  const quickest = Math.min(...rows.filter(isTimed).map(({ milliseconds }) => milliseconds));
  return (
    <table class="speed-table">
      <caption class="quiet">{text.table}</caption>
      <thead>
        <tr>
          <th scope="col">{text.columns.implementation}</th>
          <th scope="col" class="number">
            {text.columns.milliseconds}
          </th>
          <th scope="col" class="number">
            {text.columns.tokens}
          </th>
          <th scope="col" class="number">
            {text.columns.steps}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.implementation}
            data-testid="speed-row"
            data-implementation={row.implementation}
            data-outcome={row.outcome}
          >
            <Name row={row} isBest={row.implementation === comparison?.best} />
            {isTimed(row) ? (
              <Times row={row} quickest={quickest} tokens={tokensPerStep(job)} />
            ) : (
              <td colSpan={3} class="quiet">
                {reasonOf(row, text)}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Name({ row, isBest }: { readonly row: SpeedRow; readonly isBest: boolean }) {
  const text = messages();
  return (
    <th scope="row">
      {text.names[row.implementation]}
      {isBest && <span class="best">{text.best}</span>}
      {row.runs !== undefined && <small class="quiet">{row.runs}</small>}
      {isTimed(row) && row.outcome === "tried" && <small class="quiet">{text.onlyTried}</small>}
      {isTimed(row) && row.embedsByProduct && <small class="quiet">{text.embedsByProduct}</small>}
    </th>
  );
}

function Times({
  row,
  quickest,
  tokens,
}: {
  readonly row: TimedRow;
  readonly quickest: number;
  readonly tokens: number;
}) {
  const text = messages();
  const { milliseconds, least, most, steps } = row;
  return (
    <>
      <td
        class="number"
        data-label={text.columns.milliseconds}
        data-testid="speed-milliseconds"
        data-value={milliseconds}
      >
        {formatMilliseconds(milliseconds)}
        <small class="quiet" title={text.columns.spread}>
          {formatMilliseconds(least)} – {formatMilliseconds(most)}
        </small>
      </td>
      <td class="number" data-label={text.columns.tokens}>
        {formatNumber((1000 * tokens) / milliseconds)}
        <span class="bar" aria-hidden="true">
          <span class={row.implementation} style={{ width: `${(100 * quickest) / milliseconds}%` }} />
        </span>
      </td>
      <td class="number" data-label={text.columns.steps}>
        {formatNumber(steps)}
      </td>
    </>
  );
}
