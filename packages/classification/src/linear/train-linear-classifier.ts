import { Random } from "@engram/random";
import type { EncodedTexts } from "../labelled-text.ts";
import { countRatios } from "./count-ratios.ts";
import { LinearClassifier } from "./linear-classifier.ts";
import { type LinearConfig, outputsOf } from "./linear-config.ts";
import { ngramFeatures } from "./ngram-features.ts";

export type NgramScale = "none" | "count-ratios";

export interface TrainLinearOptions {
  readonly train: EncodedTexts;
  readonly config: LinearConfig;
  /** C of the support vector machine: how much an error counts beside the size of the weights. Default 1. */
  readonly cost?: number;
  /**
   * What a run of tokens counts for before anything is learnt. "count-ratios": by how much likelier the texts of one class
   * are to have it (Wang and Manning 2012, "Baselines and bigrams": NB-SVM). Default "none": each the same.
   */
  readonly scale?: NgramScale;
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
  const { train, config, cost = 1, scale = "none", classWeights, seed = 0 } = options;
  const features = train.sequences.map((sequence) => ngramFeatures(sequence, config));
  const outputs = outputsOf(config);
  const weights = new Float32Array(config.buckets * outputs);
  const bias = new Float32Array(outputs);
  for (let output = 0; output < outputs; output++) {
    const positive = outputs === 1 ? 1 : output;
    const signs = Float64Array.from(train.labels, (label) => (label === positive ? 1 : -1));
    const costs = Float64Array.from(train.labels, (label) => cost * (classWeights?.[label] ?? 1));
    const values =
      scale === "none"
        ? new Float64Array(config.buckets).fill(1)
        : countRatios(features, signs, config.buckets);
    const found = descend({ features, values, signs, costs }, new Random(seed + output));
    bias[output] = found[config.buckets];
    for (let bucket = 0; bucket < config.buckets; bucket++) {
      weights[bucket * outputs + output] = found[bucket] * values[bucket];
    }
  }
  return new LinearClassifier(config, { weights, bias });
}

interface OneAgainstRest {
  readonly features: readonly Int32Array[];
  /** [buckets]: of a feature where a text has it. */
  readonly values: Float64Array;
  /** [N]: 1 for the class, -1 for the rest. */
  readonly signs: Float64Array;
  readonly costs: Float64Array;
}

/** The weights of one class against the rest, and the bias behind them. */
function descend({ features, values, signs, costs }: OneAgainstRest, random: Random): Float64Array {
  const buckets = values.length;
  const weights = new Float64Array(buckets + 1);
  const shares = new Float64Array(features.length);
  const order = Int32Array.from(features.keys());
  // The feature of the bias adds 1.
  const squares = features.map((own) => 1 + meanSquare(own, values));
  for (let epoch = 0; epoch < MOST_EPOCHS; epoch++) {
    random.shuffle(order);
    let largest = 0;
    for (const text of order) {
      const own = features[text];
      const scale = 1 / Math.sqrt(Math.max(1, own.length));
      const diagonal = 0.5 / costs[text];
      let score = weights[buckets];
      for (let index = 0; index < own.length; index++) {
        const feature = own[index];
        score += weights[feature] * values[feature] * scale;
      }
      const gradient = signs[text] * score - 1 + diagonal * shares[text];
      const share = Math.max(0, shares[text] - gradient / (squares[text] + diagonal));
      const change = share - shares[text];
      if (change === 0) continue;
      largest = Math.max(largest, Math.abs(change));
      shares[text] = share;
      const step = change * signs[text] * scale;
      for (let index = 0; index < own.length; index++) {
        const feature = own[index];
        weights[feature] += step * values[feature];
      }
      weights[buckets] += change * signs[text];
    }
    if (largest < TOLERANCE) break;
  }
  return weights;
}

function meanSquare(features: Int32Array, values: Float64Array): number {
  let sum = 0;
  for (const feature of features) sum += values[feature] ** 2;
  return sum / Math.max(1, features.length);
}
