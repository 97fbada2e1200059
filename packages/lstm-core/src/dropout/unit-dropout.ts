import { fillDropoutMask } from "@engram/random";
import * as tf from "@tensorflow/tfjs-core";
import type { LossContext } from "./loss-context.ts";

/**
 * Drops each number on its own and scales those kept by 1 / (1 - rate) (Srivastava et al. 2014).
 *
 * @param values [..], of any shape; returned as they are when not training or at rate 0.
 */
export function unitDropout<Values extends tf.Tensor>(
  values: Values,
  rate: number,
  site: number,
  { training, seed, step }: LossContext,
): Values {
  if (!training || rate === 0) return values;
  const mask = fillDropoutMask(new Float32Array(values.size), rate, { seed, step, site });
  return tf.mul(values, tf.tensor(mask, values.shape));
}
