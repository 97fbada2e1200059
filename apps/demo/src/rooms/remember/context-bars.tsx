import { formatNumber } from "../../language/language.ts";
import type { ContextCurve } from "../../worker/memory/context-curve.ts";
import { messages } from "./messages.ts";

/** Nats for each length of context, and for the whole memory, as a table with bars: the lengths double. */
export function ContextBars({
  measured: { lengths, nats, fullNats },
}: {
  readonly measured: Pick<ContextCurve, "lengths" | "nats" | "fullNats">;
}) {
  const text = messages();
  const rows = [...lengths.map((length, index) => [formatNumber(length), nats[index]] as const)];
  const most = Math.max(fullNats, ...nats);
  return (
    <table class="figures bars" data-testid="context-bars">
      <thead>
        <tr>
          <th scope="col">{text.contextColumns.length}</th>
          <th scope="col">{text.contextColumns.nats}</th>
        </tr>
      </thead>
      <tbody>
        {[...rows, [text.everything, fullNats] as const].map(([label, value]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>
              <div>
                <span class="bar" aria-hidden="true">
                  <span style={{ width: `${(100 * value) / most}%` }} />
                </span>
                <span>{formatNumber(value, 2)}</span>
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
