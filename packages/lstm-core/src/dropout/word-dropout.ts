import { fillDropoutMask } from "@engram/random";
import * as tf from "@tensorflow/tfjs-core";
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
  { training, seed, step }: LossContext,
): tf.Tensor3D {
  if (!training || rate === 0) return embedded;
  const site = DROPOUT_SITES.words;
  const words = fillDropoutMask(new Float32Array(vocabularySize), rate, { seed, step, site });
  const [batch, time] = embedded.shape;
  const mask = Float32Array.from(tokenIds, (tokenId) => words[tokenId]);
  return tf.mul(embedded, tf.tensor3d(mask, [batch, time, 1]));
}
