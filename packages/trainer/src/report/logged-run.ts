import { type LogEntry, parseLogEntry } from "../run-log.ts";

type Entry<Event extends LogEntry["event"]> = Extract<LogEntry, { readonly event: Event }>;

/** A log, sorted by what its entries tell. */
export interface LoggedRun {
  /** The latest start: a resumed run may have other options. */
  readonly start: Entry<"start"> | undefined;
  readonly steps: readonly Entry<"step">[];
  readonly evaluations: readonly Entry<"evaluate">[];
  readonly epochs: readonly Entry<"epoch">[];
  /** `undefined` while the run goes on, and when it was killed. */
  readonly end: Entry<"end"> | undefined;
}

/** Reads a JSONL log; lines that are none of its entries are passed over. */
export function readLoggedRun(log: string): LoggedRun {
  const entries = log.split("\n").flatMap((line) => parseLogEntry(line) ?? []);
  const those = <Event extends LogEntry["event"]>(event: Event) =>
    entries.filter((entry): entry is Entry<Event> => entry.event === event);
  return {
    start: those("start").at(-1),
    steps: those("step"),
    evaluations: those("evaluate"),
    epochs: those("epoch"),
    end: those("end").at(-1),
  };
}
