import type { EpochReport, EvaluationReport, RunReport, StepReport, TrainingResult } from "./observer.ts";

/** One line of a run's log: what an observer was told, under its event's name. */
export type LogEntry =
  | ({ readonly event: "start" } & RunReport)
  | ({ readonly event: "step" } & Omit<StepReport, "progress">)
  | ({ readonly event: "evaluate" } & EvaluationReport)
  | ({ readonly event: "epoch" } & EpochReport)
  | ({ readonly event: "end" } & TrainingResult);

/** The fields of each kind of entry that must be numbers for it to be one; readers rely on them. */
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  start: ["step", "batchesPerEpoch", "parameterCount"],
  step: [
    "step",
    "epoch",
    "loss",
    "count",
    "learningRate",
    "gradientNorm",
    "tokensPerSecond",
    "elapsedSeconds",
  ],
  evaluate: ["step", "epoch", "elapsedSeconds"],
  epoch: ["step", "epoch", "loss", "elapsedSeconds"],
  end: ["step", "epoch", "elapsedSeconds"],
};

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
  return isLogEntry(entry) ? entry : undefined;
}

function isLogEntry(value: unknown): value is LogEntry {
  if (!isRecord(value)) return false;
  const event = String(value.event);
  if (!Object.hasOwn(NUMBERS, event) || !hasNumbers(value, NUMBERS[event])) return false;
  if (event === "start") return isRecord(value.settings);
  return event !== "evaluate" || (isRecord(value.metrics) && hasNumbers(value.metrics, ["loss"]));
}

function hasNumbers(record: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return names.every((name) => Number.isFinite(record[name]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
