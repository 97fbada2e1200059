import * as tf from "@tensorflow/tfjs-core";

/** [B,T] with `value` past each row's length and 0 before; undefined where no row is padded. */
export function rowsPastLength(lengths: Int32Array, time: number, value: number): tf.Tensor2D | undefined {
  if (lengths.every((length) => length === time)) return undefined;
  const filled = new Float32Array(lengths.length * time);
  lengths.forEach((length, row) => {
    filled.fill(value, row * time + length, (row + 1) * time);
  });
  return tf.tensor2d(filled, [lengths.length, time]);
}
