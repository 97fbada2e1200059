import type { BatchStream } from "./batch-stream.ts";
import type { CheckpointKind } from "./checkpoint.ts";
import {
  type CheckpointVariables,
  captureCheckpoint,
  carriedTensors,
  fitCheckpoint,
} from "./checkpoint-contents.ts";
import { bestEvaluation, hasStalled } from "./evaluations.ts";
import type { StepNumbers } from "./gradient-sum.ts";
import { NonFiniteError } from "./non-finite-error.ts";
import { notify, notifyError } from "./notify.ts";
import type { EvaluationMetrics, StopReason, TrainingResult } from "./observer.ts";
import { freshRunState, type RunState } from "./run-state.ts";
import type { Trainable } from "./trainable.ts";
import { resolveTrainerOptions, type TrainerOptions, type TrainerSettings } from "./trainer-options.ts";
import { Updater } from "./updater.ts";
import { createYield } from "./yield-to-event-loop.ts";

/**
 * Trains a model on a stream of batches until one of its limits.
 *
 * The parameters stay the model's; the optimiser's slots and the carried state are the trainer's until `dispose`.
 */
export class Trainer<Batch> {
  private readonly settings: TrainerSettings;
  private readonly batchesPerEpoch: number;
  private readonly updater: Updater<Batch>;
  private readonly variables: CheckpointVariables;
  private state: RunState = freshRunState();
  private evaluation: EvaluationMetrics | undefined;
  /** When the run would have begun had it never been interrupted, in the clock's milliseconds. */
  private beganAt = 0;
  private savedAt = 0;

  /** @throws RangeError or TypeError naming the option that is wrong. */
  constructor(model: Trainable<Batch>, batches: BatchStream<Batch>, options: TrainerOptions) {
    this.settings = resolveTrainerOptions(options);
    this.batchesPerEpoch = batches.batchesPerEpoch;
    this.updater = new Updater(model, batches, this.settings);
    this.variables = { parameters: model.parameters, slots: this.updater.optimizer.slots };
  }

  /** Updates done. */
  get step(): number {
    return this.state.step;
  }

  /**
   * Goes to a checkpoint: parameters, optimiser, carried state, data position and counters.
   *
   * @returns false when the store has none.
   * @throws Error when the checkpoint does not fit the model or the options; nothing has changed then.
   */
  async resume(kind: CheckpointKind = "last"): Promise<boolean> {
    const checkpoint = await this.settings.checkpoints.load(kind);
    if (checkpoint === undefined) return false;
    const fitting = fitCheckpoint(checkpoint, this.variables, this.identity());
    // First what may still throw: the stream refuses a position that is not one of its own.
    const carry = carriedTensors(fitting.carry);
    this.updater.cursor.restore(fitting.position, fitting.state.intoEpoch);
    fitting.apply();
    this.updater.carried.replace(carry);
    this.state = fitting.state;
    return true;
  }

  /**
   * Trains until a limit is reached, or until `signal` is aborted: then it finishes the step, saves and,
   * unless told not to, evaluates.
   *
   * @throws NonFiniteError when a loss or gradient is not finite; the parameters are those of the step before.
   *   After any error only `resume` brings back a state to run on from.
   */
  async run({ signal }: { readonly signal?: AbortSignal } = {}): Promise<TrainingResult> {
    const { observers, now } = this.settings;
    this.beganAt = now() - this.state.elapsedSeconds * 1000;
    this.savedAt = now();
    try {
      await notify(observers, "onStart", this.runReport());
      const result = this.result(await this.trainUntilStopped(signal));
      await notify(observers, "onEnd", result);
      return result;
    } catch (error) {
      await notifyError(observers, error);
      throw error;
    } finally {
      await this.updater.cursor.close();
    }
  }

  /** Frees the optimiser's slots and the carried state; the parameters are the model's. */
  dispose(): void {
    this.updater.dispose();
  }

  private async trainUntilStopped(signal: AbortSignal | undefined): Promise<StopReason> {
    const letOthersRun = createYield();
    let emptyEpochs = 0;
    let reason = this.stopReason(signal);
    while (reason === undefined) {
      const stepped = await this.trainStep();
      // The first may have been only the rest of one.
      if (stepped) emptyEpochs = 0;
      else if (++emptyEpochs > 1)
        throw new Error("Trainer: expected batches with targets, got none in an epoch");
      await letOthersRun();
      reason = this.stopReason(signal);
    }
    const evaluated = this.lastEvaluatedStep() === this.state.step;
    if (reason === "interrupted") {
      await this.save(["last"]);
      // Not counted: the resumed run must go on as if it had never stopped.
      if (!evaluated && this.settings.evaluateInterrupted) await this.evaluate({ counted: false });
    } else {
      const best = !evaluated && (await this.evaluate({ counted: true }));
      await this.save(best ? ["best", "last"] : ["last"]);
    }
    return reason;
  }

  /** One update and what is due after it. Returns false when there was no batch with targets. */
  private async trainStep(): Promise<boolean> {
    const { settings, state } = this;
    const startedAt = settings.now();
    const { epoch } = state;
    const learningRate = settings.schedule({
      step: state.step,
      progress: this.progress(),
      evaluations: state.evaluations.map(({ loss }) => loss),
    });
    const { numbers, endsEpoch } = await this.updater.update(state, learningRate);
    if (numbers !== undefined) await this.reportStep(numbers, { epoch, learningRate, startedAt });
    const due =
      settings.evaluateEverySteps === undefined ? endsEpoch : state.step % settings.evaluateEverySteps === 0;
    const evaluates = due && this.lastEvaluatedStep() < state.step && settings.evaluate !== undefined;
    const best = evaluates && (await this.evaluate({ counted: true }));
    if (endsEpoch) await this.endEpoch();
    if (best) await this.save(["best", "last"]);
    else if (evaluates || (numbers !== undefined && this.saveIsDue(endsEpoch))) await this.save(["last"]);
    return numbers !== undefined;
  }

  private async reportStep(
    numbers: StepNumbers,
    { startedAt, ...rest }: { epoch: number; learningRate: number; startedAt: number },
  ): Promise<void> {
    const seconds = (this.settings.now() - startedAt) / 1000;
    await notify(this.settings.observers, "onStep", {
      step: this.state.step,
      ...rest,
      ...numbers,
      tokensPerSecond: seconds > 0 ? numbers.count / seconds : 0,
      elapsedSeconds: this.elapsedSeconds(),
      progress: this.progress(),
    });
  }

  /** @returns whether the loss is the lowest so far, when it counts. */
  private async evaluate({ counted }: { counted: boolean }): Promise<boolean> {
    const { step, epoch, evaluations } = this.state;
    const metrics = await this.settings.evaluate?.({ step, epoch });
    if (metrics === undefined) return false;
    if (!Number.isFinite(metrics.loss)) {
      throw new NonFiniteError(
        `Trainer: expected a finite evaluation loss after step ${step}, got ${metrics.loss}; the saved checkpoints stay`,
        step,
      );
    }
    this.evaluation = metrics;
    if (counted) evaluations.push({ step, loss: metrics.loss });
    const best = counted && bestEvaluation(evaluations)!.step === step;
    const elapsedSeconds = this.elapsedSeconds();
    await notify(this.settings.observers, "onEvaluate", {
      step,
      epoch,
      metrics,
      counted,
      best,
      elapsedSeconds,
    });
    return best;
  }

  private async endEpoch(): Promise<void> {
    const { state } = this;
    const report = {
      epoch: state.epoch,
      step: state.step,
      loss: state.epochNats / state.epochTargets,
      elapsedSeconds: this.elapsedSeconds(),
    };
    state.epochNats = 0;
    state.epochTargets = 0;
    await notify(this.settings.observers, "onEpochEnd", report);
  }

  private async save(kinds: readonly CheckpointKind[]): Promise<void> {
    this.state.elapsedSeconds = this.elapsedSeconds();
    const { cursor, carried } = this.updater;
    const checkpoint = await captureCheckpoint(this.variables, carried.current() ?? {}, {
      ...this.identity(),
      state: this.state,
      position: cursor.position(),
    });
    for (const kind of kinds) {
      await this.settings.checkpoints.save(kind, checkpoint);
      await notify(this.settings.observers, "onCheckpoint", { kind, step: this.state.step });
    }
    this.savedAt = this.settings.now();
  }

  private saveIsDue(endsEpoch: boolean): boolean {
    const { saveEverySteps, saveEverySeconds, now } = this.settings;
    if (saveEverySteps !== undefined && this.state.step % saveEverySteps === 0) return true;
    return endsEpoch || now() - this.savedAt >= saveEverySeconds * 1000;
  }

  private stopReason(signal: AbortSignal | undefined): StopReason | undefined {
    const { maxSteps, maxEpochs, maxSeconds, earlyStopping } = this.settings;
    const { step, epoch, evaluations } = this.state;
    if (signal?.aborted) return "interrupted";
    if (step >= maxSteps) return "steps";
    if (epoch >= maxEpochs) return "epochs";
    if (this.elapsedSeconds() >= maxSeconds) return "minutes";
    return earlyStopping !== undefined && hasStalled(evaluations, earlyStopping)
      ? "earlyStopping"
      : undefined;
  }

  private progress(): number {
    const { maxSteps, maxEpochs, maxSeconds } = this.settings;
    const epochs = this.state.epoch + this.state.intoEpoch / this.batchesPerEpoch;
    const shares = [this.state.step / maxSteps, epochs / maxEpochs, this.elapsedSeconds() / maxSeconds];
    return Math.min(1, Math.max(...shares));
  }

  private elapsedSeconds(): number {
    return (this.settings.now() - this.beganAt) / 1000;
  }

  private lastEvaluatedStep(): number {
    return this.state.evaluations.at(-1)?.step ?? -1;
  }

  private identity() {
    const { seed, accumulate, optimizer } = this.settings;
    return { seed, accumulate, optimizer: optimizer.name };
  }

  private runReport() {
    const { parameters } = this.variables;
    const sizes = Object.values(parameters).map(({ size }) => size);
    return {
      step: this.state.step,
      batchesPerEpoch: this.batchesPerEpoch,
      parameterCount: sizes.reduce((sum, size) => sum + size, 0),
      settings: this.settings.description,
    };
  }

  private result(reason: StopReason): TrainingResult {
    const { step, epoch, targets, evaluations } = this.state;
    return {
      reason,
      step,
      epoch,
      targets,
      elapsedSeconds: this.elapsedSeconds(),
      best: bestEvaluation(evaluations),
      evaluation: this.evaluation,
    };
  }
}
