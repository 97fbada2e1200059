import * as tf from "@tensorflow/tfjs-core";
import type { LayerState } from "../lstm-state.ts";
import { embeddingLookup } from "../ops/embedding-lookup.ts";
import { type LstmWeights, lstmSequence } from "../ops/lstm-sequence.ts";

/** Where each row's running steps go when they are moved together, and where each step's output comes from. */
interface Places {
  readonly lengths: Int32Array; // [B]: how many steps run
  readonly sources: Int32Array; // [B*T]: place p of row b holds step sources[b*T + p] - b*T
  readonly counts: Int32Array; // [B*T]: how many steps of the row have run after step t
}

/**
 * The LSTM over the steps that a mask lets run; the others leave the state, and with it the output, as it was.
 *
 *   mask    0 1 1 0 1        steps run in the order   1 2 4
 *   output  h₀ h₁ h₂ h₂ h₃   where h₀ is the first state
 *
 * So the running steps of each row are moved to its front, run as a shorter sequence, and their outputs moved back.
 *
 * @param input float32 [B,T,I].
 * @param mask [B,T], 0 where a step does not run; it is read.
 * @returns `output` [B,T,H] and the final `state`.
 */
export function maskedLstm(
  input: tf.Tensor3D,
  mask: tf.Tensor2D,
  weights: LstmWeights,
  state: LayerState,
): { output: tf.Tensor3D; state: LayerState } {
  const [batch, time, inputSize] = input.shape;
  const { lengths, sources, counts } = placesOf(mask.dataSync(), batch, time);
  const rows = tf.reshape(input, [batch * time, inputSize]) as tf.Tensor2D;
  const moved = embeddingLookup(rows, tf.tensor2d(sources, [batch, time], "int32"));
  // A sequence has at least one step: of a row without any, it is thrown away.
  const run = lstmSequence(moved, weights, state, { lengths: lengths.map((length) => Math.max(1, length)) });
  const hiddenSize = state.hidden.shape[1];
  const withFirst = tf.concat([tf.expandDims(state.hidden, 1), run.output], 1);
  const outputs = tf.reshape(withFirst, [batch * (time + 1), hiddenSize]) as tf.Tensor2D;
  const indices = counts.map((count, index) => Math.floor(index / time) * (time + 1) + count);
  return {
    output: embeddingLookup(outputs, tf.tensor2d(indices, [batch, time], "int32")),
    state: lengths.includes(0) ? keepWhereEmpty(lengths, run.state, state) : run.state,
  };
}

function placesOf(mask: ArrayLike<number>, batch: number, time: number): Places {
  const lengths = new Int32Array(batch);
  const sources = new Int32Array(batch * time);
  const counts = new Int32Array(batch * time);
  for (let row = 0; row < batch; row++) {
    sources.fill(row * time, row * time, (row + 1) * time);
    for (let step = 0; step < time; step++) {
      const index = row * time + step;
      if (mask[index] !== 0) sources[row * time + lengths[row]++] = index;
      counts[index] = lengths[row];
    }
  }
  return { lengths, sources, counts };
}

/** The state before, for the rows in which nothing ran. */
function keepWhereEmpty(lengths: Int32Array, after: LayerState, before: LayerState): LayerState {
  const hasRun = tf.tensor2d(Array.from(lengths, Number), [lengths.length, 1], "bool");
  return {
    hidden: tf.where<tf.Tensor2D>(hasRun, after.hidden, before.hidden),
    cell: tf.where<tf.Tensor2D>(hasRun, after.cell, before.cell),
  };
}
