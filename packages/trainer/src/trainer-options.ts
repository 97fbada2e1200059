import { adam } from "./adam.ts";
import { requireInteger, requireNumber } from "./check.ts";
import type { CheckpointStore } from "./checkpoint.ts";
import { constant } from "./constant.ts";
import type { EarlyStopping } from "./evaluations.ts";
import { createMemoryCheckpoints } from "./memory-checkpoints.ts";
import type { EvaluationMetrics, TrainerObserver } from "./observer.ts";
import type { OptimizerRecipe } from "./optimizer.ts";
import type { Schedule } from "./schedule.ts";

const DEFAULT_LEARNING_RATE = 0.002;

/** What an evaluation is told. */
export interface EvaluationContext {
  readonly step: number;
  readonly epoch: number;
}

export interface TrainerOptions {
  /** Default `adam()`. */
  readonly optimizer?: OptimizerRecipe;
  /** A learning rate or a schedule of it. Default 0.002. */
  readonly learningRate?: number | Schedule;
  /**
   * What multiplies a parameter's learning rate, by its name, such as `discriminativeRates` makes; a parameter
   * with 0 is frozen: no gradient is computed for it. Default: 1 for all.
   */
  readonly rateFactor?: (name: string) => number;
  /** The gradient is scaled down to this global norm; `Infinity` never clips. Default 5. */
  readonly clipNorm?: number;
  /** Batches to an update. Default 1. At the end of an epoch an update takes what is left. */
  readonly accumulate?: number;
  /** Names the dropout masks together with the batch's number. Default 0. */
  readonly seed?: number;

  /** The run ends after so many updates, epochs or minutes, whichever is first; one of the three is needed. */
  readonly maxSteps?: number;
  readonly maxEpochs?: number;
  readonly maxMinutes?: number;

  /** Measures the model on held-out data; must leave the parameters alone. */
  readonly evaluate?: (context: EvaluationContext) => Promise<EvaluationMetrics>;
  /** Updates between evaluations. Default: at the end of each epoch. The run always ends with one. */
  readonly evaluateEverySteps?: number;
  /** Whether a run that is interrupted ends with one, too, which may take long. Default true. */
  readonly evaluateInterrupted?: boolean;
  /** Ends the run when evaluations stop improving. Default: never. */
  readonly earlyStopping?: EarlyStopping;

  /** Where checkpoints go. Default: memory. */
  readonly checkpoints?: CheckpointStore;
  /** Updates between checkpoints, besides those at evaluations, at the ends of epochs and of the run. */
  readonly saveEverySteps?: number;
  /** Seconds between checkpoints. Default 60. */
  readonly saveEverySeconds?: number;

  /** What logs and reports say of the run besides the trainer's own options, such as sizes of the model. */
  readonly description?: Readonly<Record<string, string | number | boolean>>;
  readonly observers?: readonly TrainerObserver[];
  /** Milliseconds since whenever; tests pass a clock of their own. Default `performance.now`. */
  readonly now?: () => number;
}

/** Options with their defaults filled in. */
export interface TrainerSettings {
  readonly optimizer: OptimizerRecipe;
  readonly schedule: Schedule;
  readonly rateFactor: (name: string) => number;
  readonly clipNorm: number;
  readonly accumulate: number;
  readonly seed: number;
  readonly maxSteps: number;
  readonly maxEpochs: number;
  readonly maxSeconds: number;
  readonly evaluate: TrainerOptions["evaluate"];
  readonly evaluateEverySteps: number | undefined;
  readonly evaluateInterrupted: boolean;
  readonly earlyStopping: EarlyStopping | undefined;
  readonly checkpoints: CheckpointStore;
  readonly saveEverySteps: number | undefined;
  readonly saveEverySeconds: number;
  readonly description: Readonly<Record<string, string | number | boolean>>;
  readonly observers: readonly TrainerObserver[];
  readonly now: () => number;
}

/** Checks the options and fills in the defaults. */
export function resolveTrainerOptions(options: TrainerOptions): TrainerSettings {
  const {
    maxSteps,
    maxEpochs,
    maxMinutes,
    learningRate = DEFAULT_LEARNING_RATE,
    clipNorm = 5,
    accumulate = 1,
    seed = 0,
  } = options;
  const { evaluateEverySteps, saveEverySteps, saveEverySeconds = 60, earlyStopping } = options;
  if (maxSteps === undefined && maxEpochs === undefined && maxMinutes === undefined) {
    throw new RangeError("Trainer: expected at least one of maxSteps, maxEpochs and maxMinutes, got none");
  }
  if (maxSteps !== undefined) requireInteger("Trainer: maxSteps", maxSteps, 1);
  if (maxEpochs !== undefined) requireInteger("Trainer: maxEpochs", maxEpochs, 1);
  if (maxMinutes !== undefined) requireNumber("Trainer: maxMinutes", maxMinutes, { above: 0 });
  if (clipNorm !== Number.POSITIVE_INFINITY) requireNumber("Trainer: clipNorm", clipNorm, { above: 0 });
  requireInteger("Trainer: accumulate", accumulate, 1);
  requireInteger("Trainer: seed", seed, 0);
  if (evaluateEverySteps !== undefined) requireInteger("Trainer: evaluateEverySteps", evaluateEverySteps, 1);
  if (saveEverySteps !== undefined) requireInteger("Trainer: saveEverySteps", saveEverySteps, 1);
  requireNumber("Trainer: saveEverySeconds", saveEverySeconds, { above: 0 });
  if (earlyStopping !== undefined) {
    requireInteger("Trainer: earlyStopping.patience", earlyStopping.patience, 1);
    requireNumber("Trainer: earlyStopping.minimumGain", earlyStopping.minimumGain ?? 0, { from: 0 });
    if (options.evaluate === undefined)
      throw new TypeError("Trainer: expected evaluate with earlyStopping, got none");
  }
  const optimizer = options.optimizer ?? adam();
  return {
    optimizer,
    schedule: typeof learningRate === "number" ? constant(learningRate) : learningRate,
    rateFactor: options.rateFactor ?? (() => 1),
    clipNorm,
    accumulate,
    seed,
    maxSteps: maxSteps ?? Number.POSITIVE_INFINITY,
    maxEpochs: maxEpochs ?? Number.POSITIVE_INFINITY,
    maxSeconds: maxMinutes === undefined ? Number.POSITIVE_INFINITY : maxMinutes * 60,
    evaluate: options.evaluate,
    evaluateEverySteps,
    evaluateInterrupted: options.evaluateInterrupted ?? true,
    earlyStopping,
    checkpoints: options.checkpoints ?? createMemoryCheckpoints(),
    saveEverySteps,
    saveEverySeconds,
    description: describe(options, { optimizer, clipNorm, accumulate, seed }),
    observers: options.observers ?? [],
    now: options.now ?? (() => performance.now()),
  };
}

/** What the run is configured with, defaults included, as a flat record for logs and reports. */
function describe(
  { description, learningRate = DEFAULT_LEARNING_RATE, maxSteps, maxEpochs, maxMinutes }: TrainerOptions,
  { optimizer, ...numbers }: Pick<TrainerSettings, "optimizer" | "clipNorm" | "accumulate" | "seed">,
): Record<string, string | number | boolean> {
  return {
    ...description,
    optimizer: optimizer.name,
    ...optimizer.settings,
    ...(typeof learningRate === "number" && { learningRate }),
    ...numbers,
    ...(maxSteps !== undefined && { maxSteps }),
    ...(maxEpochs !== undefined && { maxEpochs }),
    ...(maxMinutes !== undefined && { maxMinutes }),
  };
}
