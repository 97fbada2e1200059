import * as tf from "@tensorflow/tfjs-core";
import { dropoutMask } from "./dropout-mask.ts";
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
  context: LossContext,
): Values {
  if (!context.training || rate === 0) return values;
  return tf.mul(values, dropoutMask(values.shape, rate, site, context));
}
