import * as tf from "@tensorflow/tfjs-core";
import { addRowsById, gatherRows } from "../kernels/rows.ts";

/**
 * The rows of an embedding table that token ids name; its gradient runs on every backend.
 *
 * @param table float32 [V,E].
 * @param tokenIds int32 [B,T], each in [0, V); models check them, this op does not.
 * @returns float32 [B,T,E].
 */
export function embeddingLookup(table: tf.Tensor2D, tokenIds: tf.Tensor2D): tf.Tensor3D {
  const [height, width] = table.shape;
  const lookup = tf.customGrad((...args) => {
    const [value, save] = args as [tf.Tensor2D, (tensors: tf.Tensor[]) => void];
    const ids = tf.reshape(tokenIds, [-1]) as tf.Tensor1D;
    save([ids]);
    return {
      value: tf.reshape(gatherRows(value, ids), [...tokenIds.shape, width]),
      gradFunc: (outputGrad, saved) =>
        addRowsById(tf.reshape(outputGrad, [-1, width]), saved[0] as tf.Tensor1D, height),
    };
  });
  return lookup(table) as tf.Tensor3D;
}
