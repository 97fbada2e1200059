import * as tf from "@tensorflow/tfjs-core";

/**
 * `linearCrossEntropy` in which rows count differently: the mean nats of the targets, weighted. Of few classes: the
 * logits [N,V] are made.
 *
 * @param weights [N], each 0 or more, not all of them 0 where there is a target.
 */
export function weightedCrossEntropy(
  hidden: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  targets: Int32Array,
  weights: Float32Array,
): { loss: tf.Scalar; count: number } {
  const rows = targets.length;
  if (weights.length !== rows || weights.some((weight) => !(weight >= 0 && Number.isFinite(weight)))) {
    throw new RangeError(`weightedCrossEntropy: expected ${rows} weights of 0 or more, got [${weights}]`);
  }
  const count = targets.reduce((sum, target) => sum + (target >= 0 ? 1 : 0), 0);
  const total = weights.reduce((sum, weight, row) => sum + (targets[row] >= 0 ? weight : 0), 0);
  if (count > 0 && total === 0) {
    throw new RangeError("weightedCrossEntropy: expected a weight above 0 for some target, got none");
  }
  const classes = kernel.shape[1];
  const shares = new Float32Array(rows * classes);
  targets.forEach((target, row) => {
    if (target >= 0) shares[row * classes + target] = weights[row] / total;
  });
  const loss = tf.tidy(() => {
    const logits = tf.add(tf.matMul(hidden, kernel), bias) as tf.Tensor2D;
    return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), tf.tensor2d(shares, [rows, classes])))) as tf.Scalar;
  });
  return { loss, count };
}
