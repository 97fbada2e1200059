import type { CheckpointKind } from "./checkpoint.ts";
import type { EvaluationPoint } from "./run-state.ts";

/** Why a run ended. */
export type StopReason = "steps" | "epochs" | "minutes" | "earlyStopping" | "interrupted";

/** A run as it begins or goes on. */
export interface RunReport {
  /** Updates done before; 0 unless the run was resumed. */
  readonly step: number;
  readonly batchesPerEpoch: number;
  /** Numbers in all parameters together. */
  readonly parameterCount: number;
  /** What the run was configured with, flat, for logs and reports. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** One update. */
export interface StepReport {
  /** Number of the update, from 1. */
  readonly step: number;
  /** Epochs finished before it. */
  readonly epoch: number;
  /** Mean nats per target over the update's batches. */
  readonly loss: number;
  /** Targets of the update. */
  readonly count: number;
  readonly learningRate: number;
  /** Global norm of the gradient before clipping. */
  readonly gradientNorm: number;
  /** Targets per second of this update. */
  readonly tokensPerSecond: number;
  /** Seconds of the run so far. */
  readonly elapsedSeconds: number;
  /** Share of the run that is done, in [0, 1]. */
  readonly progress: number;
}

/** What `evaluate` found; `loss` in nats. */
export type EvaluationMetrics = { readonly loss: number } & Readonly<Record<string, number>>;

export interface EvaluationReport {
  readonly step: number;
  readonly epoch: number;
  readonly metrics: EvaluationMetrics;
  /** False when an interruption brought it about: then it is no part of the run that a resumed one continues. */
  readonly counted: boolean;
  /** Whether it is the lowest loss of those that count. */
  readonly best: boolean;
  /** Seconds of the run so far. */
  readonly elapsedSeconds: number;
}

export interface EpochReport {
  /** Epochs finished, this one included. */
  readonly epoch: number;
  readonly step: number;
  /** Mean nats per target over the epoch, each batch measured before its update. */
  readonly loss: number;
  readonly elapsedSeconds: number;
}

export interface CheckpointReport {
  readonly kind: CheckpointKind;
  readonly step: number;
}

/** How a run ended. */
export interface TrainingResult {
  readonly reason: StopReason;
  readonly step: number;
  readonly epoch: number;
  /** Targets learned from. */
  readonly targets: number;
  readonly elapsedSeconds: number;
  /** The lowest validation loss and when it was; `undefined` without evaluations. */
  readonly best: EvaluationPoint | undefined;
  /** The last evaluation, also that of an interrupted run. */
  readonly evaluation: EvaluationMetrics | undefined;
}

/**
 * Is told what happens in a run, in this order at each step: `onStep`, `onEvaluate`, `onEpochEnd`, `onCheckpoint`.
 *
 * Promises are awaited; an error ends the run.
 */
export interface TrainerObserver {
  onStart?(report: RunReport): void | Promise<void>;
  onStep?(report: StepReport): void | Promise<void>;
  onEvaluate?(report: EvaluationReport): void | Promise<void>;
  onEpochEnd?(report: EpochReport): void | Promise<void>;
  onCheckpoint?(report: CheckpointReport): void | Promise<void>;
  /** The run ended by itself or was interrupted. */
  onEnd?(result: TrainingResult): void | Promise<void>;
  /** The run ends with this error, which is thrown afterwards; for letting go of terminals and files. */
  onError?(error: unknown): void | Promise<void>;
}
