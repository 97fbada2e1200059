import * as tf from "@tensorflow/tfjs-core";
import { dropoutMask } from "./dropout-mask.ts";
import type { LossContext } from "./loss-context.ts";

/**
 * Variational dropout: one mask [B,N] for all time steps of a row (Gal and Ghahramani 2016).
 *
 * @param values [B,T,N]; returned as they are when not training or at rate 0.
 */
export function lockedDropout(
  values: tf.Tensor3D,
  rate: number,
  site: number,
  context: LossContext,
): tf.Tensor3D {
  if (!context.training || rate === 0) return values;
  const mask = dropoutMask<tf.Rank.R3>(values.shape, rate, site, context, { repeats: values.shape[1] });
  return tf.mul(values, mask);
}
