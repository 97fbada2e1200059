import { type BatchStream, type LabelledBatch, lengthBuckets } from "@engram/dataset";
import type { SequenceClassifier } from "@engram/lstm-core";
import { accuracy, confusionMatrix, logLoss } from "@engram/metrics";
import {
  adamW,
  type CheckpointStore,
  discriminativeRates,
  gradualUnfreezing,
  slantedTriangular,
  Trainer,
  type TrainerObserver,
} from "@engram/trainer";
import type { EncodedTexts } from "../labelled-text.ts";
import { predictProbabilities } from "../predict-probabilities.ts";
import { encoderGroups } from "./encoder-groups.ts";

/** See `TrainClassifierOptions.unfreezing`. */
export type Unfreezing = "none" | "head" | "layers";

export interface TrainClassifierOptions {
  readonly model: SequenceClassifier;
  readonly train: EncodedTexts;
  /** Each epoch is scored on it. */
  readonly validation?: EncodedTexts;
  /** Epochs in which everything is trained. */
  readonly epochs: number;
  /**
   * What comes before, for an encoder that was pretrained, an epoch each: "head", the output layer alone; "layers", one
   * group of parameters after the other from the output down. Default "none".
   */
  readonly unfreezing?: Unfreezing;
  /** How much slower each group learns than the one above. Default 2.6 with `unfreezing`, else 1. */
  readonly rateFactor?: number;
  /** The highest rate. Default 4e-3. */
  readonly learningRate?: number;
  /** B. Default 32. */
  readonly batchSize?: number;
  /** [C]: how much a text of each class counts. Default: all the same. */
  readonly classWeights?: readonly number[];
  readonly weightDecay?: number;
  readonly clipNorm?: number;
  readonly seed?: number;
  /** Where the checkpoints of a stage go. */
  readonly checkpoints?: (stage: number) => CheckpointStore;
  readonly observers?: (stage: number) => readonly TrainerObserver[];
  readonly signal?: AbortSignal;
}

/**
 * Trains a classifier, from scratch or from a pretrained encoder.
 *
 * With `unfreezing` "layers" the last group of parameters is trained first, then the last two and so on, an epoch each,
 * and the rates fall towards the input (Howard and Ruder 2018). Every stage is a run with a fresh optimiser.
 *
 * @returns loss and accuracy on the validation texts at the end; undefined without any.
 */
export async function trainClassifier(
  options: TrainClassifierOptions,
): Promise<{ loss: number; accuracy: number } | undefined> {
  const { model, validation, epochs, unfreezing = "none", learningRate = 4e-3 } = options;
  const groups = encoderGroups(model);
  const rates = discriminativeRates(groups, {
    factor: options.rateFactor ?? (unfreezing === "none" ? 1 : 2.6),
  });
  const unfrozen = {
    none: [groups.flat()],
    head: [groups.slice(0, -1).flat(), groups[groups.length - 1]],
    layers: groups,
  }[unfreezing];
  const stages = gradualUnfreezing(unfrozen, rates);
  let score: { loss: number; accuracy: number } | undefined;
  for (const [stage, { rateFactor }] of stages.entries()) {
    const isLast = stage === stages.length - 1;
    // The more is unfrozen, the lower the rate: fastai's recipe halves it stage by stage.
    const rate = learningRate / 2 ** stage;
    score = await runStage(options, stage, { rateFactor, rate, epochs: isLast ? epochs : 1 });
    if (options.signal?.aborted) break;
  }
  if (validation === undefined) return undefined;
  // A run that was already at its end when it was resumed has not been scored.
  return score ?? scoreOf(await predictProbabilities(model, validation.sequences), validation);
}

async function runStage(
  options: TrainClassifierOptions,
  stage: number,
  { rateFactor, rate, epochs }: { rateFactor: (name: string) => number; rate: number; epochs: number },
) {
  const { model, train, validation, batchSize = 32, classWeights, seed = 0, signal } = options;
  const { sequences, labels } = train;
  const buckets = lengthBuckets(sequences, { batchSize, labels, shuffle: true, seed: seed + stage });
  const batches = classWeights === undefined ? buckets : weighted(buckets, classWeights);
  let score: { loss: number; accuracy: number } | undefined;
  const evaluate = async () => {
    score = scoreOf(
      await predictProbabilities(model, (validation as EncodedTexts).sequences),
      validation as EncodedTexts,
    );
    return score;
  };
  const trainer = new Trainer(model, batches, {
    optimizer: adamW({ beta1: 0.9, beta2: 0.99, weightDecay: options.weightDecay ?? 0.01 }),
    learningRate: slantedTriangular(rate),
    rateFactor,
    clipNorm: options.clipNorm ?? 1,
    maxEpochs: epochs,
    seed: seed + stage,
    ...(validation !== undefined && { evaluate }),
    evaluateInterrupted: false,
    ...(options.checkpoints && { checkpoints: options.checkpoints(stage) }),
    ...(options.observers && { observers: options.observers(stage) }),
  });
  try {
    if (options.checkpoints !== undefined) await trainer.resume();
    await trainer.run(signal === undefined ? {} : { signal });
    return score;
  } finally {
    trainer.dispose();
  }
}

/** The same batches, in which every text counts as much as its class. */
function weighted(
  buckets: BatchStream<LabelledBatch>,
  classWeights: readonly number[],
): BatchStream<LabelledBatch & { readonly weights: Float32Array }> {
  return {
    batchesPerEpoch: buckets.batchesPerEpoch,
    position: () => buckets.position(),
    restore: (position) => buckets.restore(position),
    async *[Symbol.asyncIterator]() {
      for await (const batch of buckets) {
        yield { ...batch, weights: Float32Array.from(batch.labels, (label) => classWeights[label]) };
      }
    },
  };
}

/** @param probabilities [N,C] row-major. */
function scoreOf(probabilities: Float32Array, { labels }: EncodedTexts) {
  const classes = probabilities.length / labels.length;
  const likeliest = labels.map((_, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(Math.max(...own));
  });
  return {
    loss: logLoss(labels, probabilities),
    accuracy: accuracy(confusionMatrix(labels, likeliest, { classes })),
  };
}
