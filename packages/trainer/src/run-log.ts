import type { EpochReport, EvaluationReport, RunReport, StepReport, TrainingResult } from "./observer.ts";

/** One line of a run's log: what an observer was told, under its event's name. */
export type LogEntry =
  | ({ readonly event: "start" } & RunReport)
  | ({ readonly event: "step" } & Omit<StepReport, "progress">)
  | ({ readonly event: "evaluate" } & EvaluationReport)
  | ({ readonly event: "epoch" } & EpochReport)
  | ({ readonly event: "end" } & TrainingResult);

const EVENTS: ReadonlySet<unknown> = new Set(["start", "step", "evaluate", "epoch", "end"]);

/** The entry as a line of JSON, without a line break. JSON knows no Infinity; it becomes a string. */
export function formatLogEntry(entry: LogEntry): string {
  return JSON.stringify(entry, (_key, value) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  );
}

/** The entry of a line; `undefined` when it is none, as the last line of a killed process may be. */
export function parseLogEntry(line: string): LogEntry | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof entry !== "object" || entry === null || !("event" in entry) || !("step" in entry))
    return undefined;
  return EVENTS.has(entry.event) && Number.isFinite(entry.step) ? (entry as LogEntry) : undefined;
}

/**
 * Whether an entry is part of the run that goes on after `step` updates.
 *
 * The end of a sitting and the evaluation that an interruption brought about are not: the run goes on as if it had
 * never stopped.
 */
export function survivesResume(entry: LogEntry, step: number): boolean {
  switch (entry.event) {
    case "start":
      return entry.step < step;
    case "end":
      return false;
    case "evaluate":
      return entry.counted && entry.step <= step;
    default:
      return entry.step <= step;
  }
}
