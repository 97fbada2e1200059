import type { SoftmaxHead } from "@engram/lstm-core/inference";
import { softmax } from "../softmax.ts";
import { dot } from "./dot.ts";

/** Texts as the output layer sees them. */
export interface FeatureExamples {
  /** N vectors [F]. */
  readonly features: readonly Float32Array[];
  /** [N], each in [0, C). */
  readonly labels: readonly number[];
}

export interface LearnHeadOptions {
  /** What the output layer was before any feedback. */
  readonly base: SoftmaxHead;
  /** Texts of the training, so that what was learnt then is not lost. */
  readonly replay: FeatureExamples;
  readonly feedback: FeatureExamples;
  /** How much all feedback counts beside all of the replay, for each text of feedback. Default 0.05, together at most 1. */
  readonly feedbackWeight?: number;
  /** What a squared change of a weight costs, in nats. Default 0.01. */
  readonly decay?: number;
}

const STEPS = 200;
/** Of gradient descent with momentum, divided by the features' mean square: the loss is no steeper than that. */
const RATE = 0.5;
const MOMENTUM = 0.9;
const FEEDBACK_WEIGHT = 0.05;
const DECAY = 0.01;

/**
 * The output layer that fits feedback as well, near the one that was there: the minimum of
 *
 *   mean nats of the replay + w * mean nats of the feedback + decay * |head - base|^2
 *
 * found from `base` by gradient descent with momentum (Nesterov 1983). The encoder stays as it is, so that this takes
 * milliseconds and the same feedback always gives the same head, in whatever order it came.
 *
 * @returns a head of its own.
 * @throws RangeError when the sizes do not fit.
 */
export function learnHead({ base, replay, feedback, ...options }: LearnHeadOptions): SoftmaxHead {
  const { feedbackWeight = FEEDBACK_WEIGHT, decay = DECAY } = options;
  const classes = base.bias.length;
  const width = base.kernel.length / classes;
  const parts = [
    { ...replay, weight: 1 },
    { ...feedback, weight: Math.min(1, feedbackWeight * feedback.labels.length) },
  ].filter(({ labels }) => labels.length > 0);
  for (const part of parts) checkExamples(part, width, classes);
  // One row of weights per class; the bias is the weight of a feature that is always 1.
  const start = new Float64Array(classes * (width + 1));
  for (let label = 0; label < classes; label++) {
    const row = label * (width + 1);
    for (let index = 0; index < width; index++) start[row + index] = base.kernel[index * classes + label];
    start[row + width] = base.bias[label];
  }
  const weights = start.slice();
  const velocity = new Float64Array(start.length);
  const ahead = new Float64Array(start.length);
  const gradient = new Float64Array(start.length);
  const rate = RATE / (meanSquare(parts) + 1 + decay);
  for (let step = 0; step < STEPS; step++) {
    for (let index = 0; index < start.length; index++) {
      ahead[index] = weights[index] + MOMENTUM * velocity[index];
      gradient[index] = 2 * decay * (ahead[index] - start[index]);
    }
    for (const part of parts) addGradient(gradient, ahead, part, classes);
    for (let index = 0; index < start.length; index++) {
      velocity[index] = MOMENTUM * velocity[index] - rate * gradient[index];
      weights[index] += velocity[index];
    }
  }
  const kernel = new Float32Array(width * classes);
  const bias = new Float32Array(classes);
  for (let label = 0; label < classes; label++) {
    const row = label * (width + 1);
    for (let index = 0; index < width; index++) kernel[index * classes + label] = weights[row + index];
    bias[label] = weights[row + width];
  }
  return { kernel, bias };
}

type WeightedExamples = FeatureExamples & { readonly weight: number };

/** Adds the gradient of a part's weighted mean nats. */
function addGradient(
  gradient: Float64Array,
  weights: Float64Array,
  { features, labels, weight }: WeightedExamples,
  classes: number,
): void {
  const share = weight / labels.length;
  const size = weights.length / classes;
  const width = size - 1;
  const logits = new Float64Array(classes);
  for (let text = 0; text < labels.length; text++) {
    const vector = features[text];
    for (let label = 0; label < classes; label++) {
      logits[label] = dot(vector, weights, label * size) + weights[label * size + width];
    }
    const errors = softmax(logits);
    errors[labels[text]] -= 1;
    for (let label = 0; label < classes; label++) {
      const row = label * size;
      const error = share * errors[label];
      for (let index = 0; index < width; index++) gradient[row + index] += error * vector[index];
      gradient[row + width] += error;
    }
  }
}

/** The largest mean over a part's texts of |features|^2, which bounds how steep the loss is. */
function meanSquare(parts: readonly WeightedExamples[]): number {
  const ofPart = ({ features, weight }: WeightedExamples) =>
    (weight *
      features.reduce((sum, vector) => sum + vector.reduce((own, value) => own + value * value, 0), 0)) /
    features.length;
  return parts.reduce((sum, part) => sum + ofPart(part), 0);
}

function checkExamples({ features, labels }: FeatureExamples, width: number, classes: number): void {
  const isSound =
    features.length === labels.length &&
    features.every((vector) => vector.length === width && vector.every(Number.isFinite)) &&
    labels.every((label) => Number.isInteger(label) && label >= 0 && label < classes);
  if (!isSound) {
    throw new RangeError(
      `learnHead: expected as many vectors of ${width} numbers as labels in [0, ${classes}), got ${features.length} and ${labels.length}`,
    );
  }
}
