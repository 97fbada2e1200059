import type { StopReason } from "../observer.ts";
import { shortNumber } from "./axis-ticks.ts";
import type { LoggedRun } from "./logged-run.ts";
import { html, type Markup } from "./markup.ts";

const ENDS: Readonly<Record<StopReason, string>> = {
  steps: "all steps done",
  epochs: "all epochs done",
  minutes: "the time was over",
  earlyStopping: "validation stopped improving",
  interrupted: "interrupted",
};

/** The numbers one looks for first. */
export function reportSummary({ start, steps, evaluations, end }: LoggedRun): Markup {
  const last = steps.at(-1);
  if (last === undefined) return html`<p>No step has been logged yet.</p>`;
  const best = evaluations.findLast((evaluation) => evaluation.best);
  const targets = steps.reduce((sum, { count }) => sum + count, 0);
  const seconds = end?.elapsedSeconds ?? last.elapsedSeconds;
  const epochs = start === undefined ? "" : `epoch ${last.epoch + 1}`;
  return html`<dl>
${best === undefined ? html`` : tile("Best validation loss", best.metrics.loss.toFixed(4), `nats, at step ${shortNumber(best.step)}`)}
${tile("Last training loss", last.loss.toFixed(4), "nats, of one step")}
${tile("Steps", shortNumber(last.step), epochs)}
${tile("Targets learned from", shortNumber(targets), `${shortNumber(Math.round(targets / seconds))} a second, all told`)}
${tile("Time", duration(seconds), end === undefined ? "not ended when this was made" : (ENDS[end.reason] ?? "ended"))}
</dl>`;
}

function tile(name: string, value: string, detail: string): Markup {
  return html`<div><dt>${name}</dt><dd>${value}<small>${detail}</small></dd></div>`;
}

/** `2 h 05 min`, `3 min 20 s`, `12.3 s` */
function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}
