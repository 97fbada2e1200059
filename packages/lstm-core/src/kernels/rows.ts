import * as tf from "@tensorflow/tfjs-core";

/**
 * Block `index` of a matrix whose rows are `blocks` equal blocks: [rows,N] of [blocks*rows,N].
 *
 * The `wasm` backend's slice first copies the whole source, its gatherND just the rows it takes (some 20
 * times faster for a step of a sequence); on the `cpu` backend slices are views and gatherND is slow.
 */
export function rowBlock<Matrix extends tf.Tensor2D>(
  matrix: Matrix,
  index: number,
  blocks: number,
): tf.Tensor2D {
  const [height, width] = matrix.shape;
  const rows = height / blocks;
  if (tf.getBackend() !== "wasm") return tf.slice2d(matrix, [index * rows, 0], [rows, width]);
  const flat = tf.reshape(matrix, [blocks, rows * width]);
  return tf.reshape(tf.gatherND(flat, tf.tensor2d([index], [1, 1], "int32")), [rows, width]);
}

/**
 * The rows of `table` [V,N] that `ids` (int32, [R]) name: [R,N].
 *
 * On the `wasm` backend gather goes element by element, gatherND row by row.
 */
export function gatherRows(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  if (tf.getBackend() !== "wasm") return tf.gather(table, ids);
  return tf.gatherND(table, tf.reshape(ids, [-1, 1])) as tf.Tensor2D;
}

/**
 * The transpose of {@link gatherRows}: [V,N] with `rows` [R,N] added up by id, zero where no row came.
 *
 * scatterND adds repeated indices and exists on every backend (`wasm` has no unsortedSegmentSum, which
 * the gradient of tf.gather needs).
 */
export function addRowsById(rows: tf.Tensor2D, ids: tf.Tensor1D, height: number): tf.Tensor2D {
  return tf.scatterND(tf.reshape(ids, [-1, 1]), rows, [height, rows.shape[1]]);
}

/** [B,T,N] as [T*B,N]: the rows of one step stand together. */
export function toTimeMajor(batchMajor: tf.Tensor3D): tf.Tensor2D {
  const [batch, time, width] = batchMajor.shape;
  return tf.reshape(tf.transpose(batchMajor, [1, 0, 2]), [time * batch, width]);
}

/** The inverse of {@link toTimeMajor}: [T*B,N] as [B,T,N]. */
export function toBatchMajor(timeMajor: tf.Tensor2D, time: number): tf.Tensor3D {
  const [height, width] = timeMajor.shape;
  return tf.transpose(tf.reshape(timeMajor, [time, height / time, width]), [1, 0, 2]);
}
