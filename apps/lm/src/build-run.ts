import {
  type BatchStream,
  bpttStreams,
  slidingWindows,
  type TokenBatch,
  type TokenSource,
} from "@engram/dataset";
import { LanguageModel, type LanguageModelOptions } from "@engram/lstm-core";
import {
  adam,
  adamW,
  constant,
  cosine,
  type OptimizerRecipe,
  plateau,
  rmsProp,
  type Schedule,
  sgd,
  slantedTriangular,
  stepDecay,
  warmUp,
} from "@engram/trainer";
import type { TrainingOptions } from "./training-options.ts";

/** The options of the model, in lstm-core's words. */
export function modelOptions(options: TrainingOptions, vocabularySize: number): LanguageModelOptions {
  const { embedding, hidden, layers, tied, dropout } = options;
  return {
    vocabularySize,
    ...(embedding > 0 && { embeddingSize: embedding }),
    hiddenSizes: new Array<number>(layers).fill(hidden),
    tiedOutput: tied,
    dropout: {
      between: dropout,
      output: dropout,
      input: options.inputDropout,
      words: options.wordDropout,
      recurrent: options.weightDrop,
      locked: !options.independentDropout,
    },
    regularization: {
      activation: options.activationRegularization,
      temporal: options.temporalRegularization,
    },
  };
}

/** The model that the options describe, with fresh weights. */
export function buildModel(options: TrainingOptions, vocabularySize: number): LanguageModel {
  return LanguageModel.create(modelOptions(options, vocabularySize), { seed: options.seed });
}

/** Batches of the training part: continuous streams, or the textbook's windows in an order of their own each epoch. */
export function buildBatches(options: TrainingOptions, source: TokenSource): BatchStream<TokenBatch> {
  const { windows, windowStep, batch, sequence, seed } = options;
  // A short text is cut into fewer rows rather than refused.
  const batchSize = Math.max(1, Math.min(batch, Math.floor((source.length - 1) / 2)));
  if (windows === "streams") return bpttStreams(source, { batchSize, sequenceLength: sequence });
  return slidingWindows(source, { length: sequence, step: windowStep, batchSize, shuffle: true, seed });
}

export function buildOptimizer({ optimizer, weightDecay, momentum }: TrainingOptions): OptimizerRecipe {
  switch (optimizer) {
    case "adam":
      return adam();
    case "adamw":
      return adamW({ weightDecay });
    case "rmsprop":
      return rmsProp();
    case "sgd":
      return sgd({ momentum });
  }
}

export function buildSchedule(options: TrainingOptions, batchesPerEpoch: number): Schedule {
  const { schedule, learningRate, warmUp: steps } = options;
  const shaped = {
    constant: () => constant(learningRate),
    cosine: () => cosine(learningRate),
    slanted: () => slantedTriangular(learningRate),
    plateau: () => plateau(learningRate),
    // Once an epoch to a half: the usual step schedule of small language models.
    step: () => stepDecay(learningRate, { every: batchesPerEpoch, factor: 0.5 }),
  }[schedule]();
  return steps > 0 ? warmUp(shaped, { steps }) : shaped;
}
