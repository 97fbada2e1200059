import * as tf from "@tensorflow/tfjs-core";

/**
 * Which rows still run at `step`: bool [B,H], or undefined where all of them do.
 *
 * A row of length n runs in the steps 0 to n - 1, whatever the direction; elsewhere it keeps its state.
 */
export function runningRows(
  lengths: readonly number[] | undefined,
  step: number,
  hiddenSize: number,
): tf.Tensor2D | undefined {
  if (lengths === undefined || lengths.every((length) => length > step)) return undefined;
  const mask = new Uint8Array(lengths.length * hiddenSize);
  lengths.forEach((length, row) => {
    if (length > step) mask.fill(1, row * hiddenSize, (row + 1) * hiddenSize);
  });
  return tf.tensor2d(mask, [lengths.length, hiddenSize], "bool");
}
