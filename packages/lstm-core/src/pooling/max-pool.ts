import * as tf from "@tensorflow/tfjs-core";
import { rowsPastLength } from "./rows-past-length.ts";

/** Below every LSTM output, which lies in (-1, 1), and padding is 0. */
const BELOW_OUTPUTS = -2;

/** The largest value of each column over each row's own steps: [B,N] of outputs [B,T,N]. */
export function maxPool(output: tf.Tensor3D, lengths: Int32Array): tf.Tensor2D {
  const padding = rowsPastLength(lengths, output.shape[1], BELOW_OUTPUTS);
  return tf.max(padding === undefined ? output : tf.add(output, tf.expandDims(padding, 2)), 1);
}
