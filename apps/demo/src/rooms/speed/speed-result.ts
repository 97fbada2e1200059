import type { Implementation, TfjsImplementation } from "../../worker/speed/implementation.ts";
import type { SpeedJob } from "../../worker/speed/speed-job.ts";

/** What became of one implementation. */
export type SpeedRow = { readonly implementation: Implementation; readonly runs?: string } & (
  | {
      /** In the alternating rounds, or only in the trial, of fewer steps. */
      readonly outcome: "timed" | "tried";
      readonly milliseconds: number;
      readonly least: number;
      readonly most: number;
      readonly steps: number;
      readonly embedsByProduct: boolean;
    }
  /** Given up; its last step took longer than this. */
  | { readonly outcome: "slow"; readonly longerThan: number }
  /** It computes other losses than ours. */
  | { readonly outcome: "differs"; readonly losses: readonly number[] }
  | { readonly outcome: "failed"; readonly reason: string }
);

export type TimedRow = Extract<SpeedRow, { outcome: "timed" | "tried" }>;

/** What was measured, and where. */
export interface SpeedResult {
  readonly job: SpeedJob;
  /** Ours first. */
  readonly rows: readonly SpeedRow[];
  /** How many times as fast as the best tfjs backend ours is; `undefined` where no other ran. */
  readonly comparison: Comparison | undefined;
  /** Of our first steps. */
  readonly losses: readonly number[];
  readonly place: SpeedPlace;
}

export interface Comparison {
  readonly best: TfjsImplementation;
  /** Of the medians. */
  readonly ratio: number;
  /** Of single rounds. */
  readonly leastRatio: number;
  readonly mostRatio: number;
  readonly rounds: number;
  /** The largest difference of a loss in the checked steps, relative to ours. */
  readonly lossDifference: number;
  readonly losses: readonly number[];
}

export interface SpeedPlace {
  readonly userAgent: string;
  readonly cores: number;
  readonly isIsolated: boolean;
  /** ISO 8601. */
  readonly date: string;
}

export function isTimed(row: SpeedRow): row is TimedRow {
  return row.outcome === "timed" || row.outcome === "tried";
}
