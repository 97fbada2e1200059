import * as tf from "@tensorflow/tfjs-core";
import { rowsPastLength } from "../pooling/rows-past-length.ts";

/**
 * TAR: beta times the mean square of the change of the last layer's outputs from step to step, before dropout
 * (Merity, McCann and Socher 2017).
 *
 * @param output [B,T,H], T at least 2; steps past a row's length do not count.
 */
export function temporalRegularization(output: tf.Tensor3D, beta: number, lengths: Int32Array): tf.Scalar {
  const [batch, time, width] = output.shape;
  const later = tf.slice3d(output, [0, 1, 0], [batch, time - 1, width]);
  const before = tf.slice3d(output, [0, 0, 0], [batch, time - 1, width]);
  const changes = tf.sum(tf.square(tf.sub(later, before)), 2);
  // The change into the padding is none of the row's: 1 where it counts, -1 + 1 where not.
  const steps = lengths.map((length) => length - 1);
  const padding = rowsPastLength(steps, time - 1, -1);
  const counted = padding === undefined ? changes : tf.mul(changes, tf.add(padding, 1));
  const count = steps.reduce((sum, length) => sum + length, 0);
  return tf.mul(tf.sum(counted), beta / (Math.max(1, count) * width)) as tf.Scalar;
}
