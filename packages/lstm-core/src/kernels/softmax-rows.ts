import * as tf from "@tensorflow/tfjs-core";

/** Logits held at a time are at most this many: 16 MB. */
const MOST_LOGITS = 2 ** 22;

/** The first and the past-the-last row of each block of rows whose logits are held at a time. */
export function rowChunks(rows: number, vocabularySize: number): readonly (readonly [number, number])[] {
  const height = Math.max(1, Math.floor(MOST_LOGITS / vocabularySize));
  return Array.from({ length: Math.ceil(rows / height) }, (_, index) => [
    index * height,
    Math.min(rows, (index + 1) * height),
  ]);
}

/** [N,2] of row n and target n: where the target's entry stands in [N,V]; -1 points to column 0. */
export function targetEntries(targets: tf.Tensor1D): tf.Tensor2D {
  const rows = tf.range(0, targets.shape[0], 1, "int32");
  return tf.stack([rows, tf.maximum(targets, tf.scalar(0, "int32"))], 1) as tf.Tensor2D;
}

/**
 * Softmax of `hidden · kernel + bias`, kept as numerators and denominators, and the nats of each target.
 *
 * @returns `exponentials` [N,V], `sums` [N,1] (their ratio is the softmax) and `nats` [N], -ln p(target).
 */
export function softmaxRows(
  hidden: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  entries: tf.Tensor2D,
): { exponentials: tf.Tensor2D; sums: tf.Tensor2D; nats: tf.Tensor1D } {
  return tf.tidy(() => {
    const logits = tf.fused.matMul({ a: hidden, b: kernel, bias });
    const largest = tf.max(logits, 1, true);
    const shifted = tf.sub(logits, largest);
    const exponentials = tf.exp<tf.Tensor2D>(shifted as tf.Tensor2D);
    const sums = tf.sum<tf.Tensor2D>(exponentials, 1, true);
    const nats = tf.sub<tf.Tensor1D>(tf.log(tf.reshape(sums, [-1])), tf.gatherND(shifted, entries));
    return { exponentials, sums, nats };
  });
}
