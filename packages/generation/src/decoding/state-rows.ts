import type { LstmState } from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";

/** A copy of `state` [B,H] that holds its rows `rows`, in that order, some of them perhaps several times. */
export function selectStateRows(state: LstmState, rows: readonly number[]): LstmState {
  return tf.tidy(() => {
    const indices = tf.tensor1d([...rows], "int32");
    return state.map(({ hidden, cell }) => ({ hidden: tf.gather(hidden, indices), cell: tf.gather(cell, indices) }));
  });
}

/** A copy of `state` with a life of its own. */
export function cloneState(state: LstmState): LstmState {
  return state.map(({ hidden, cell }) => ({ hidden: tf.clone(hidden), cell: tf.clone(cell) }));
}

/** Frees the tensors of `state`. */
export function disposeState(state: LstmState): void {
  for (const { hidden, cell } of state) tf.dispose([hidden, cell]);
}

/** The hidden state [B,H] of the last layer: what the output layer sees. */
export function topHidden(state: LstmState): tf.Tensor2D {
  return state[state.length - 1].hidden;
}
