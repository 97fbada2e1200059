import * as tf from "@tensorflow/tfjs-core";
import { rowChunks, softmaxRows, targetEntries } from "../kernels/softmax-rows.ts";

/**
 * -ln softmax(hidden · kernel + bias)[target] of each row; it has no gradient (see `linearCrossEntropy`).
 *
 * @param hidden float32 [N,H].
 * @param kernel float32 [H,V].
 * @param bias float32 [V].
 * @param targets [N], each in [0, V).
 * @returns float32 [N].
 */
export function targetNats(
  hidden: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  targets: Int32Array,
): tf.Tensor1D {
  const parts = rowChunks(targets.length, kernel.shape[1]).map(([start, end]) =>
    tf.tidy(() => {
      const rows = tf.slice2d(hidden, [start, 0], [end - start, -1]);
      const entries = targetEntries(tf.tensor1d(targets.slice(start, end), "int32"));
      return softmaxRows(rows, kernel, bias, entries).nats;
    }),
  );
  if (parts.length === 1) return parts[0];
  const joined = tf.concat(parts, 0);
  tf.dispose(parts);
  return joined;
}
