import * as tf from "@tensorflow/tfjs-core";

/**
 * The mean over each row's own steps: [B,N] of outputs [B,T,N], which are zero past a row's length.
 *
 * @param before the sum [B,N] of what came before them, and of how many steps that is in each row.
 */
export function meanPool(
  output: tf.Tensor3D,
  lengths: Int32Array,
  before?: { readonly sum: tf.Tensor2D; readonly counts: Int32Array },
): tf.Tensor2D {
  const shares = tf.tensor2d(
    Float32Array.from(lengths, (length, row) => 1 / (length + (before?.counts[row] ?? 0))),
    [lengths.length, 1],
  );
  const sum = tf.sum(output, 1);
  return tf.mul(before === undefined ? sum : tf.add(sum, before.sum), shares);
}
