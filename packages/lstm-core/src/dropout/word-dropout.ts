import * as tf from "@tensorflow/tfjs-core";
import { dropoutMask } from "./dropout-mask.ts";
import { DROPOUT_SITES } from "./dropout-sites.ts";
import type { LossContext } from "./loss-context.ts";

/**
 * Drops whole rows of the embedding table: a dropped token id is a zero vector wherever it occurs in the
 * batch, the others are scaled by 1 / (1 - rate) (Gal and Ghahramani 2016; Merity et al. 2018).
 *
 * @param embedded [B,T,E], the looked-up rows.
 * @param tokenIds [B*T], the ids they belong to.
 */
export function wordDropout(
  embedded: tf.Tensor3D,
  tokenIds: Int32Array,
  vocabularySize: number,
  rate: number,
  context: LossContext,
): tf.Tensor3D {
  if (!context.training || rate === 0) return embedded;
  const [batch, time] = embedded.shape;
  return tf.tidy(() => {
    const words = dropoutMask<tf.Rank.R1>([vocabularySize], rate, DROPOUT_SITES.words, context);
    const mask = tf.gather(words, tf.tensor1d(tokenIds, "int32"));
    return tf.mul(embedded, tf.reshape(mask, [batch, time, 1]));
  });
}
