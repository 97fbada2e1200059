import * as tf from "@tensorflow/tfjs-core";

/**
 * AR: alpha times the mean square of the last layer's outputs after dropout (Merity, McCann and Socher 2017).
 *
 * @param dropped [B,T,H], zero past a row's length.
 * @param steps how many of the B*T steps count: those before each row's length.
 */
export function activationRegularization(dropped: tf.Tensor3D, alpha: number, steps: number): tf.Scalar {
  return tf.mul(tf.sum(tf.square(dropped)), alpha / (steps * dropped.shape[2])) as tf.Scalar;
}
