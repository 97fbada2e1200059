import type { Machine } from "./describe-machine.ts";
import type { MissingRow, Result, Row } from "./result.ts";

/** What `--json` writes. */
export interface JsonReport {
  readonly machine: Machine;
  readonly results: readonly Result[];
}

/** The measured lines; those without numbers stand in the table alone. */
export function jsonReport(machine: Machine, rows: readonly (Row | MissingRow)[]): JsonReport {
  const results = rows.flatMap((row) => {
    if ("reason" in row) return [];
    const { job, implementation, medianMs, minMs, unitsPerSecond, peakBytes, ratioToPyTorch } = row;
    return [{ job, implementation, medianMs, minMs, unitsPerSecond, peakBytes, ratioToPyTorch }];
  });
  return { machine, results };
}
