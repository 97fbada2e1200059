import { bpttStreams } from "@engram/dataset";
import { generate } from "@engram/generation";
import { LanguageModel, scoreTokens } from "@engram/lstm-core";
import { type Tokenizer, tokenizerFromJson } from "@engram/tokenizer";
import {
  type CheckpointStore,
  cosine,
  type StepReport,
  Trainer,
  type TrainerObserver,
} from "@engram/trainer";
import * as tf from "@tensorflow/tfjs-core";
import { messageOf } from "../../message-of.ts";
import { AveragedCurve } from "./averaged-curve.ts";
import type { Journal, RunRecord } from "./run-store.ts";
import { modelOptions } from "./training-options.ts";
import type { TrainingSnapshot, TrainingState } from "./training-snapshot.ts";

/** What is lost when the page crashes. */
const SECONDS_BETWEEN_CHECKPOINTS = 10;

/** Parts of the validation text that are read side by side. */
const VALIDATION_STREAMS = 16;

/** Updates between validations at most, so that a large text shows its second curve soon. */
const MOST_STEPS_BETWEEN_VALIDATIONS = 200;

/** When the first samples are made, in steps; later ones come with each validation. */
const EARLY_SAMPLES = [1, 10, 30, 100];
const SAMPLE_TOKENS = 160;
const MOST_SAMPLES = 12;

/** Samples go on from the first tokens of the text that is held back. */
const PROMPT_TOKENS = 40;

export interface TrainingSessionOptions {
  /** Where its checkpoints are kept, with what the page shows at the moment of a save. */
  readonly keep: (journal: () => Journal) => CheckpointStore;
  /** Why that is not for longer than the page is open. */
  readonly unsaved?: string | undefined;
  /** What was there when the page was closed. */
  readonly journal?: Journal | undefined;
  /** Told of every change, often. */
  readonly onChange: () => void;
}

/** One training: the model as it learns, its curves and samples, and its checkpoints. */
export class TrainingSession {
  readonly run: RunRecord;
  readonly tokenizer: Tokenizer;
  readonly model: LanguageModel;
  private readonly trainer: Trainer<Parameters<LanguageModel["loss"]>[0]>;
  private readonly store: CheckpointStore;
  private readonly onChange: () => void;
  private readonly losses: AveragedCurve;
  private readonly validation: { steps: number[]; values: number[] };
  private readonly samples: { step: number; text: string }[];
  private readonly prompt: string;
  private bestStep: number | undefined;
  private state: TrainingState;
  private failure: string | undefined;
  private unsaved: string | undefined;
  private savedStep = 0;
  private last: StepReport | undefined;
  private speed = 0;
  private interruption = new AbortController();

  constructor(run: RunRecord, { keep, unsaved, journal, onChange }: TrainingSessionOptions) {
    this.run = run;
    this.onChange = onChange;
    this.unsaved = unsaved;
    this.tokenizer = tokenizerFromJson(run.tokenizerJson);
    this.model = LanguageModel.create(modelOptions(run.options, this.tokenizer.vocabularySize), {
      seed: run.options.seed,
    });
    this.losses = new AveragedCurve(journal?.losses);
    this.validation = {
      steps: [...(journal?.validation.steps ?? [])],
      values: [...(journal?.validation.values ?? [])],
    };
    this.samples = [...(journal?.samples ?? [])];
    const { train, validation } = run;
    this.prompt = this.tokenizer.decode(
      validation.length > 0 ? validation.slice(0, PROMPT_TOKENS) : train.slice(-PROMPT_TOKENS),
    );
    this.state = journal?.finished ? "finished" : "paused";
    this.store = this.patient(
      keep(() => this.journal()),
      unsaved,
    );
    this.trainer = this.createTrainer();
  }

  /** Goes to the last checkpoint. @returns false when there is none. */
  async restore(): Promise<boolean> {
    const found = await this.trainer.resume();
    this.savedStep = this.trainer.step;
    if (found && this.state === "finished") await this.takeBest();
    return found;
  }

  /**
   * Trains until it is done or `pause` is called; failures become a part of the snapshot. After one it goes on from
   * the last checkpoint, and where there is none, not at all.
   */
  async train(): Promise<void> {
    if (this.state === "failed" && !(await this.restore())) return;
    this.failure = undefined;
    this.interruption = new AbortController();
    this.become("running");
    try {
      const { reason } = await this.trainer.run({ signal: this.interruption.signal });
      if (reason !== "interrupted") await this.finish();
      else this.become("paused");
    } catch (error) {
      this.failure = messageOf(error);
      this.become("failed");
    }
  }

  /** Ends `train` after the step that is under way; what was learned is saved. */
  pause(): void {
    this.interruption.abort();
  }

  /** Ends the training where it stands: its model is then that of the lowest held-out loss. */
  async finish(): Promise<void> {
    await this.evaluate();
    await this.sample(this.trainer.step);
    this.state = "finished";
    const last = await this.store.load("last");
    // Once more, for the journal: the training is over when the page comes back.
    if (last !== undefined) await this.store.save("last", last);
    await this.takeBest();
    this.onChange();
  }

  snapshot(): TrainingSnapshot {
    const { last, run, failure, unsaved } = this;
    const progress = this.state === "finished" ? 1 : (last?.progress ?? 0);
    const elapsedSeconds = last?.elapsedSeconds ?? 0;
    return {
      name: run.name,
      options: run.options,
      state: this.state,
      ...(failure !== undefined && { failure }),
      ...(unsaved !== undefined && { unsaved }),
      ...(this.bestStep !== undefined && { bestStep: this.bestStep }),
      step: this.trainer.step,
      progress,
      tokensPerSecond: this.speed,
      elapsedSeconds,
      secondsLeft: progress > 0 ? (elapsedSeconds * (1 - progress)) / progress : Number.POSITIVE_INFINITY,
      parameterCount: Object.values(this.model.parameters).reduce((sum, { size }) => sum + size, 0),
      vocabularySize: this.tokenizer.vocabularySize,
      trainTokens: run.train.length,
      savedStep: this.savedStep,
      losses: this.losses.points(),
      validation: this.validation,
      prompt: this.prompt,
      samples: this.samples,
    };
  }

  /** Frees everything; the training must not be under way. */
  dispose(): void {
    this.trainer.dispose();
    this.model.dispose();
  }

  private createTrainer() {
    const { options, train } = this.run;
    const { batchSize, sequenceLength, learningRate, seed, minutes, epochs, steps } = options;
    const batches = bpttStreams(train, {
      // A short text is cut into fewer rows rather than refused.
      batchSize: Math.max(1, Math.min(batchSize, Math.floor((train.length - 1) / 2))),
      sequenceLength,
    });
    const evaluateEverySteps = Math.min(MOST_STEPS_BETWEEN_VALIDATIONS, batches.batchesPerEpoch);
    return new Trainer(this.model, batches, {
      learningRate: cosine(learningRate),
      seed,
      ...(minutes > 0 && { maxMinutes: minutes }),
      ...(epochs > 0 && { maxEpochs: epochs }),
      ...(steps > 0 && { maxSteps: steps }),
      ...(this.run.validation.length > 1 && { evaluate: () => this.measure() }),
      evaluateEverySteps: Math.max(1, evaluateEverySteps),
      evaluateInterrupted: false,
      checkpoints: this.store,
      saveEverySeconds: SECONDS_BETWEEN_CHECKPOINTS,
      observers: [this.observer()],
    });
  }

  private observer(): TrainerObserver {
    return {
      onStep: async (report) => {
        this.last = report;
        this.speed =
          this.speed === 0 ? report.tokensPerSecond : 0.95 * this.speed + 0.05 * report.tokensPerSecond;
        this.losses.push(report.step, report.loss);
        if (EARLY_SAMPLES.includes(report.step)) await this.sample(report.step);
        this.onChange();
      },
      onEvaluate: async ({ step, metrics }) => {
        this.noteValidation(step, metrics.loss);
        await this.sample(step);
      },
      onCheckpoint: ({ kind, step }) => {
        if (kind === "last" && this.unsaved === undefined) this.savedStep = step;
      },
    };
  }

  private noteValidation(step: number, loss: number): void {
    const { steps, values } = this.validation;
    if (steps.at(-1) === step) return;
    steps.push(step);
    values.push(loss);
  }

  /** Takes over the weights of the best checkpoint, if a validation was ever better than the last. */
  private async takeBest(): Promise<void> {
    const { steps, values } = this.validation;
    const best = steps[values.indexOf(Math.min(...values))];
    const checkpoint = best === steps.at(-1) ? undefined : await this.store.load("best");
    if (checkpoint === undefined) return;
    for (const [name, variable] of Object.entries(this.model.parameters)) {
      const { data, shape } = checkpoint.arrays[`model.${name}`];
      tf.tidy(() => variable.assign(tf.tensor(data, [...shape])));
    }
    this.bestStep = best;
  }

  private async evaluate(): Promise<void> {
    if (this.run.validation.length < 2) return;
    this.noteValidation(this.trainer.step, (await this.measure()).loss);
  }

  private async measure(): Promise<{ loss: number }> {
    const { validation, options } = this.run;
    const { totalNats, tokens } = await scoreTokens(this.model, validation, {
      context: options.sequenceLength,
      batchSize: Math.max(1, Math.min(VALIDATION_STREAMS, Math.floor(validation.length / 2))),
    });
    return { loss: totalNats / tokens };
  }

  private async sample(step: number): Promise<void> {
    if (this.samples.at(-1)?.step === step) return;
    const { text } = await generate(this.model, this.tokenizer, this.prompt, {
      temperature: 0.7,
      maxTokens: SAMPLE_TOKENS,
      seed: step,
    });
    this.samples.push({ step, text });
    if (this.samples.length > MOST_SAMPLES) this.samples.splice(1, 1);
  }

  /** What a training that goes on from here begins with. @param finished whether it is over, of itself: as it is. */
  journal(finished = this.state === "finished"): Journal {
    return {
      losses: this.losses.points(),
      validation: structuredClone(this.validation),
      samples: [...this.samples],
      finished,
    };
  }

  /** A full disk must not end a training: it goes on, and says that it is not saved. */
  private patient(store: CheckpointStore, unsaved: string | undefined): CheckpointStore {
    return {
      load: (kind) => store.load(kind),
      save: async (kind, checkpoint) => {
        try {
          await store.save(kind, checkpoint);
          this.unsaved = unsaved;
        } catch (error) {
          this.unsaved = messageOf(error);
        }
      },
    };
  }

  private become(state: TrainingState): void {
    this.state = state;
    this.onChange();
  }
}
