import { bpttStreams } from "@engram/dataset";
import { generate } from "@engram/generation";
import { LanguageModel, scoreTokens } from "@engram/lstm-core";
import { type Tokenizer, tokenizerFromJson } from "@engram/tokenizer";
import {
  type CheckpointStore,
  cosine,
  createMemoryCheckpoints,
  type StepReport,
  Trainer,
  type TrainerObserver,
} from "@engram/trainer";
import { AveragedCurve } from "./averaged-curve.ts";
import type { Journal, RunRecord } from "./run-store.ts";
import type { TrainingOptions } from "./training-options.ts";
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

export interface TrainingSessionOptions {
  /** Keeps the checkpoints. Default: in memory. */
  readonly keep?: (journal: () => Journal) => CheckpointStore;
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
  private state: TrainingState;
  private failure: string | undefined;
  private unsaved: string | undefined;
  private savedStep = 0;
  private last: StepReport | undefined;
  private speed = 0;
  private interruption = new AbortController();

  constructor(run: RunRecord, { keep, journal, onChange }: TrainingSessionOptions) {
    this.run = run;
    this.onChange = onChange;
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
    this.state = journal?.finished ? "finished" : "paused";
    this.store = this.patient(keep?.(() => this.journal()) ?? createMemoryCheckpoints());
    this.trainer = this.createTrainer();
  }

  /** Goes to the last checkpoint. @returns false when there is none. */
  async restore(): Promise<boolean> {
    const found = await this.trainer.resume();
    this.savedStep = this.trainer.step;
    return found;
  }

  /** Trains until it is done or `pause` is called; failures become a part of the snapshot. */
  async train(): Promise<void> {
    this.interruption = new AbortController();
    this.become("running");
    try {
      const { reason } = await this.trainer.run({ signal: this.interruption.signal });
      if (reason !== "interrupted") await this.finish();
      else this.become("paused");
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.become("failed");
    }
  }

  /** Ends `train` after the step that is under way; what was learned is saved. */
  pause(): void {
    this.interruption.abort();
  }

  /** Makes of what was learned so far the end of the training. */
  async finish(): Promise<void> {
    await this.evaluate();
    await this.sample(this.trainer.step);
    this.become("finished");
    const last = await this.store.load("last");
    // Once more, for the journal: the training is over when the page comes back.
    if (last !== undefined) await this.store.save("last", last);
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
    const { text } = await generate(this.model, this.tokenizer, "\n", {
      temperature: 0.7,
      maxTokens: SAMPLE_TOKENS,
      seed: step,
    });
    this.samples.push({ step, text: text.trim() });
    if (this.samples.length > MOST_SAMPLES) this.samples.splice(1, 1);
  }

  private journal(): Journal {
    return {
      losses: this.losses.points(),
      validation: structuredClone(this.validation),
      samples: [...this.samples],
      finished: this.state === "finished",
    };
  }

  /** A full disk must not end a training: it goes on, and says that it is not saved. */
  private patient(store: CheckpointStore): CheckpointStore {
    return {
      load: (kind) => store.load(kind),
      save: async (kind, checkpoint) => {
        try {
          await store.save(kind, checkpoint);
          this.unsaved = undefined;
        } catch (error) {
          this.unsaved = error instanceof Error ? error.message : String(error);
        }
      },
    };
  }

  private become(state: TrainingState): void {
    this.state = state;
    this.onChange();
  }
}

function modelOptions(
  { embeddingSize, hiddenSize, layers, dropout }: TrainingOptions,
  vocabularySize: number,
): Parameters<typeof LanguageModel.create>[0] {
  return {
    vocabularySize,
    ...(embeddingSize > 0 && { embeddingSize }),
    hiddenSizes: new Array<number>(layers).fill(hiddenSize),
    dropout: { between: dropout, output: dropout },
  };
}
