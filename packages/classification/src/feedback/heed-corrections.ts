import type { SoftmaxHead } from "@engram/lstm-core/inference";
import { dot } from "./dot.ts";
import type { FeatureExamples } from "./learn-head.ts";

export interface HeedOptions {
  readonly head: SoftmaxHead;
  /** Texts of the training: what is said of them is to change as little as can be. */
  readonly replay: FeatureExamples;
  /** Texts whose labels the layer must give. */
  readonly feedback: FeatureExamples;
}

/** Log-odds by which a correction must win against every other label. */
const MARGIN = 0.5;
/** All corrections are looked at so often; it is enough unless some contradict each other. */
const MOST_ROUNDS = 20;
/** What a squared change of a weight costs beside a squared change of a replayed text's log-odds. */
const RIDGE = 0.01;
const MOST_STEPS = 60;

/**
 * An output layer that gives each correction its label, near the one that is there: for a correction that is not heeded, the
 * change of the layer that suffices and moves the log-odds of the replayed texts least, in squares, again until all are
 * heeded. A passive-aggressive update (Crammer et al. 2006) in the metric of the training's features.
 *
 * @returns the same layer where nothing is to be done.
 */
export function heedCorrections({ head, replay, feedback }: HeedOptions): SoftmaxHead {
  const classes = head.bias.length;
  const rows = feedback.features.map(withBias);
  // A layer as one matrix, the bias as the weights of a feature that is always 1.
  const weights = Float64Array.from([...head.kernel, ...head.bias]);
  const replayed = replay.features.map(withBias);
  const directions = new Map<number, Float64Array>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let isHeeded = true;
    for (const [place, row] of rows.entries()) {
      const label = feedback.labels[place];
      const logits = logitsOf(weights, row, classes);
      const rival = strongestRival(logits, label);
      const missing = MARGIN - (logits[label] - logits[rival]);
      if (missing <= 0) continue;
      isHeeded = false;
      const direction = directions.get(place) ?? leastDisturbing(row, replayed);
      directions.set(place, direction);
      const step = (missing * 1.001) / (2 * dot(row, direction));
      for (let index = 0; index < direction.length; index++) {
        weights[index * classes + label] += step * direction[index];
        weights[index * classes + rival] -= step * direction[index];
      }
    }
    if (isHeeded) break;
  }
  return {
    kernel: Float32Array.from(weights.subarray(0, head.kernel.length)),
    bias: Float32Array.from(weights.subarray(head.kernel.length)),
  };
}

/** The solution of (mean of f f' over the replayed features f + ridge) x = row, by conjugate gradients. */
function leastDisturbing(row: Float64Array, replayed: readonly Float64Array[]): Float64Array {
  const apply = (vector: Float64Array) => {
    const result = vector.map((value) => RIDGE * value);
    for (const features of replayed) {
      const share = dot(features, vector) / replayed.length;
      for (let index = 0; index < result.length; index++) result[index] += share * features[index];
    }
    return result;
  };
  const solution = new Float64Array(row.length);
  const residual = row.slice();
  let direction = row.slice();
  let size = dot(residual, residual);
  const enough = 1e-8 * size;
  for (let step = 0; step < MOST_STEPS && size > enough; step++) {
    const image = apply(direction);
    const length = size / dot(direction, image);
    for (let index = 0; index < solution.length; index++) {
      solution[index] += length * direction[index];
      residual[index] -= length * image[index];
    }
    const next = dot(residual, residual);
    direction = direction.map((value, index) => residual[index] + (next / size) * value);
    size = next;
  }
  return solution;
}

function withBias(features: Float32Array): Float64Array {
  const row = new Float64Array(features.length + 1);
  row.set(features);
  row[features.length] = 1;
  return row;
}

function logitsOf(weights: Float64Array, row: Float64Array, classes: number): Float64Array {
  const logits = new Float64Array(classes);
  for (let index = 0; index < row.length; index++) {
    for (let label = 0; label < classes; label++)
      logits[label] += row[index] * weights[index * classes + label];
  }
  return logits;
}

function strongestRival(logits: Float64Array, label: number): number {
  return logits.reduce(
    (best, logit, index) => (index !== label && (best < 0 || logit > logits[best]) ? index : best),
    -1,
  );
}
