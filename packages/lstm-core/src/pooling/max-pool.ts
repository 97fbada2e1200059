import * as tf from "@tensorflow/tfjs-core";
import { rowsPastLength } from "./rows-past-length.ts";

/** Below every LSTM output, which lies in (-1, 1), and padding is 0. */
export const BELOW_OUTPUTS = -2;

/**
 * The largest value of each column over each row's own steps: [B,N] of outputs [B,T,N].
 *
 * @param before [B,N]: the largest of what came before them.
 */
export function maxPool(output: tf.Tensor3D, lengths: Int32Array, before?: tf.Tensor2D): tf.Tensor2D {
  const padding = rowsPastLength(lengths, output.shape[1], BELOW_OUTPUTS);
  const largest = tf.max<tf.Tensor2D>(
    padding === undefined ? output : tf.add(output, tf.expandDims(padding, 2)),
    1,
  );
  return before === undefined ? largest : tf.maximum(largest, before);
}
