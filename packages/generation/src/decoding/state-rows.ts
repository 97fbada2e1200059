import type { LstmState } from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";
import type { GenerationModel } from "./generation-model.ts";

/** @throws RangeError when `state` is not one row of the model's state. */
export function checkState(model: GenerationModel, state: LstmState): void {
  const describe = (shapes: readonly (readonly number[])[]) => shapes.map((shape) => `[${shape}]`).join(" ");
  const expected = describe(model.config.hiddenSizes.map((hiddenSize) => [1, hiddenSize]));
  for (const part of ["hidden", "cell"] as const) {
    const got = describe(state.map((layer) => layer[part].shape));
    if (got !== expected)
      throw new RangeError(`state: expected ${part} ${expected}, got ${got || "no layers"}`);
  }
}

/** A copy of `state` [B,H] that holds its rows `rows`, in that order, some of them perhaps several times. */
export function selectStateRows(state: LstmState, rows: readonly number[]): LstmState {
  return tf.tidy(() => {
    const indices = tf.tensor1d([...rows], "int32");
    return state.map(({ hidden, cell }) => ({
      hidden: tf.gather(hidden, indices),
      cell: tf.gather(cell, indices),
    }));
  });
}

/** The hidden state [B,H] of the last layer: what the output layer sees. */
export function topHidden(state: LstmState): tf.Tensor2D {
  return state[state.length - 1].hidden;
}
