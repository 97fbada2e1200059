import { Random } from "@engram/random";
import type { EncodedTexts } from "../labelled-text.ts";
import { LinearClassifier } from "./linear-classifier.ts";
import { type LinearConfig, outputsOf } from "./linear-config.ts";
import { ngramFeatures } from "./ngram-features.ts";

export interface TrainLinearOptions {
  readonly train: EncodedTexts;
  readonly config: LinearConfig;
  /** C of the support vector machine: how much an error counts beside the size of the weights. Default 1. */
  readonly cost?: number;
  /** [C]: how much a text of each class counts. Default: all the same. */
  readonly classWeights?: readonly number[];
  readonly seed?: number;
}

const MOST_EPOCHS = 100;
/** It has converged when no text's share changes by more. */
const TOLERANCE = 1e-3;

/**
 * A linear support vector machine with squared hinge loss, one class against the rest, by dual coordinate descent
 * (Hsieh et al. 2008, "A dual coordinate descent method for large-scale linear SVM").
 *
 * Its probabilities are in order but not yet true: see `fitTemperature`.
 */
export function trainLinearClassifier(options: TrainLinearOptions): LinearClassifier {
  const { train, config, cost = 1, classWeights, seed = 0 } = options;
  const features = train.sequences.map((sequence) => ngramFeatures(sequence, config));
  const outputs = outputsOf(config);
  const weights = new Float32Array(config.buckets * outputs);
  const bias = new Float32Array(outputs);
  for (let output = 0; output < outputs; output++) {
    const positive = outputs === 1 ? 1 : output;
    const signs = Float64Array.from(train.labels, (label) => (label === positive ? 1 : -1));
    const costs = Float64Array.from(train.labels, (label) => cost * (classWeights?.[label] ?? 1));
    const found = descend(features, signs, costs, config.buckets, new Random(seed + output));
    bias[output] = found[config.buckets];
    for (let bucket = 0; bucket < config.buckets; bucket++) {
      weights[bucket * outputs + output] = found[bucket];
    }
  }
  return new LinearClassifier(config, { weights, bias });
}

/** The weights of one class against the rest, and the bias behind them. */
function descend(
  features: readonly Int32Array[],
  signs: Float64Array,
  costs: Float64Array,
  buckets: number,
  random: Random,
): Float64Array {
  const weights = new Float64Array(buckets + 1);
  const shares = new Float64Array(features.length);
  const order = Int32Array.from(features.keys());
  for (let epoch = 0; epoch < MOST_EPOCHS; epoch++) {
    random.shuffle(order);
    let largest = 0;
    for (const text of order) {
      const own = features[text];
      const scale = 1 / Math.sqrt(Math.max(1, own.length));
      const diagonal = 0.5 / costs[text];
      let score = weights[buckets];
      for (let index = 0; index < own.length; index++) score += weights[own[index]] * scale;
      const gradient = signs[text] * score - 1 + diagonal * shares[text];
      // A text's own vector has length 1, and the feature of the bias adds 1.
      const share = Math.max(0, shares[text] - gradient / (2 + diagonal));
      const change = share - shares[text];
      if (change === 0) continue;
      largest = Math.max(largest, Math.abs(change));
      shares[text] = share;
      const step = change * signs[text] * scale;
      for (let index = 0; index < own.length; index++) weights[own[index]] += step;
      weights[buckets] += change * signs[text];
    }
    if (largest < TOLERANCE) break;
  }
  return weights;
}
