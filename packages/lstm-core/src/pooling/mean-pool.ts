import * as tf from "@tensorflow/tfjs-core";

/** The mean over each row's own steps: [B,N] of outputs [B,T,N], which are zero past a row's length. */
export function meanPool(output: tf.Tensor3D, lengths: Int32Array): tf.Tensor2D {
  const shares = tf.tensor2d(
    Float32Array.from(lengths, (length) => 1 / length),
    [lengths.length, 1],
  );
  return tf.mul(tf.sum(output, 1), shares);
}
