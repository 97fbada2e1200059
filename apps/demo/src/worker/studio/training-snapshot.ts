import type { CurvePoints } from "./averaged-curve.ts";
import type { TrainingOptions } from "./training-options.ts";

export type TrainingState = "running" | "paused" | "finished" | "failed";

/** What the page shows of a training at one moment. */
export interface TrainingSnapshot {
  readonly name: string;
  readonly options: TrainingOptions;
  readonly state: TrainingState;
  /** Why it failed. */
  readonly failure?: string;
  /** Why checkpoints cannot be kept just now. */
  readonly unsaved?: string;
  readonly step: number;
  /** In [0, 1]. */
  readonly progress: number;
  readonly tokensPerSecond: number;
  readonly elapsedSeconds: number;
  readonly secondsLeft: number;
  readonly parameterCount: number;
  readonly vocabularySize: number;
  readonly trainTokens: number;
  /** The step of the newest checkpoint; 0 before the first. */
  readonly savedStep: number;
  /** Nats per token, averaged. */
  readonly losses: CurvePoints;
  /** Nats per token of the text that is held back. */
  readonly validation: CurvePoints;
  /** The step whose weights the finished training's model has, where they are not the last. */
  readonly bestStep?: number;
  /** What the samples go on from. */
  readonly prompt: string;
  /** Oldest first. */
  readonly samples: readonly { readonly step: number; readonly text: string }[];
}
