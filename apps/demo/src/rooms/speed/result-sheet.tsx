import { useState } from "preact/hooks";
import {
  describeResult,
  differenceOf,
  factsOf,
  formatRatio,
  rangeOf,
  sentenceOf,
} from "./describe-result.ts";
import { messages } from "./messages.ts";
import { ResultTable } from "./result-table.tsx";
import type { SpeedResult } from "./speed-result.ts";

/** The ratio in large, the table behind it, and what was measured. */
export function ResultSheet({ result }: { readonly result: SpeedResult }) {
  const text = messages();
  const { job, comparison } = result;
  const heading = `speed-${job.name}`;
  return (
    <section class="sheet wide" aria-labelledby={heading} data-testid="speed-result" data-job={job.name}>
      <h2 id={heading}>{text.jobs[job.name]}</h2>
      {comparison !== undefined && (
        <p class="speed-ratio" data-testid="speed-ratio" data-value={comparison.ratio}>
          <strong>{formatRatio(comparison.ratio)}</strong> <span>{text.ratio}</span>
        </p>
      )}
      <p data-testid="speed-sentence">{sentenceOf(result, text)}</p>
      {comparison !== undefined && (
        <p class="quiet">
          {rangeOf(comparison, text)} <span data-testid="speed-check">{differenceOf(comparison, text)}</span>
        </p>
      )}
      <ResultTable result={result} />
      <details>
        <summary>{text.details}</summary>
        <dl class="speed-facts">
          {factsOf(result, text).map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      <CopyButton result={result} />
    </section>
  );
}

function CopyButton({ result }: { readonly result: SpeedResult }) {
  const text = messages();
  const [state, setState] = useState<"copied" | "refused">();
  const content = describeResult(result, text);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(content);
      setState("copied");
    } catch {
      setState("refused");
    }
  };
  return (
    <div>
      <button type="button" onClick={() => void copy()}>
        {text.copy}
      </button>{" "}
      <span role="status">
        {state === "copied" && text.copied}
        {state === "refused" && text.notCopied}
      </span>
      {state === "refused" && <pre class="text">{content}</pre>}
    </div>
  );
}
