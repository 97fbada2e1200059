import { embeddingLookup, GATES, type LayerState, type LstmWeights, lstmSequence } from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";

/** The gates that open and close; the candidate is what they let in. */
export const SHOWN_GATES = ["input", "forget", "output"] as const;

/** What one layer did at each of T steps. */
export interface LayerSteps {
  /** [T,H]: c after each step. */
  readonly cells: Float32Array;
  /** [T,3]: how far the gates of `SHOWN_GATES` were open, the mean over the layer's cells. */
  readonly gates: Float32Array;
}

/** A layer's output and state, and `sums` [T,4H] that its gates are made of: x·K + h·R + b. */
export interface LayerReading {
  readonly output: tf.Tensor3D;
  readonly state: LayerState;
  readonly sums: tf.Tensor2D;
}

/**
 * One layer over T steps of one row, and what went into its gates.
 *
 * @param input float32 [1,T,I], or int32 token ids [1,T] that stand for one-hot vectors.
 * @param before the state [1,H] before the first step.
 */
export function readLayer(
  input: tf.Tensor3D | tf.Tensor2D,
  weights: LstmWeights,
  before: LayerState,
): LayerReading {
  const { kernel, recurrentKernel, bias } = weights;
  const { output, state } = lstmSequence(input, weights, before);
  const [, steps, hiddenSize] = output.shape;
  const rows = tf.reshape(output, [steps, hiddenSize]) as tf.Tensor2D;
  const hiddenBefore = tf.concat([before.hidden, tf.slice2d(rows, [0, 0], [steps - 1, hiddenSize])], 0);
  const fromInput =
    input.dtype === "int32"
      ? tf.reshape(embeddingLookup(kernel, input as tf.Tensor2D), [steps, -1])
      : tf.matMul(tf.reshape(input, [steps, -1]) as tf.Tensor2D, kernel);
  const fromHidden = tf.fused.matMul({ a: hiddenBefore, b: recurrentKernel, bias });
  return { output, state, sums: tf.add<tf.Tensor2D>(fromInput, fromHidden) };
}

/**
 * The cells and gates of a layer, from the sums [T,4H] that {@link readLayer} gives.
 *
 *   i, f, o = σ(z)   g = tanh(z)   c = f∘c + i∘g
 *
 * @param cellBefore [H].
 */
export function cellsAndGates(sums: Float32Array, cellBefore: ArrayLike<number>): LayerSteps {
  const size = cellBefore.length;
  const width = GATES.length * size;
  const steps = sums.length / width;
  const cells = new Float32Array(steps * size);
  const gates = new Float32Array(steps * SHOWN_GATES.length);
  const cell = Float64Array.from(cellBefore);
  const [inputAt, forgetAt, candidateAt, outputAt] = (
    ["input", "forget", "candidate", "output"] as const
  ).map((gate) => GATES.indexOf(gate) * size);
  for (let step = 0; step < steps; step++) {
    const start = step * width;
    let [inputSum, forgetSum, outputSum] = [0, 0, 0];
    for (let unit = 0; unit < size; unit++) {
      const at = start + unit;
      const input = sigmoid(sums[at + inputAt]);
      const forget = sigmoid(sums[at + forgetAt]);
      cell[unit] = forget * cell[unit] + input * Math.tanh(sums[at + candidateAt]);
      cells[step * size + unit] = cell[unit];
      inputSum += input;
      forgetSum += forget;
      outputSum += sigmoid(sums[at + outputAt]);
    }
    gates.set([inputSum / size, forgetSum / size, outputSum / size], step * SHOWN_GATES.length);
  }
  return { cells, gates };
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
