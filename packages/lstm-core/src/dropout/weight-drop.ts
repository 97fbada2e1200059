import type * as tf from "@tensorflow/tfjs-core";
import { DROPOUT_SITES } from "./dropout-sites.ts";
import type { LossContext } from "./loss-context.ts";
import { unitDropout } from "./unit-dropout.ts";

/**
 * DropConnect on a recurrent kernel: the same weights are missing at every step of the batch, the others are
 * scaled by 1 / (1 - rate), so that the fused kernels run on as they are (Wan et al. 2013; Merity et al. 2018).
 *
 * @param recurrentKernel [H,4H]; returned as it is when not training or at rate 0.
 * @param place layer and direction (0 forward, 1 backward), which name the mask.
 */
export function weightDrop(
  recurrentKernel: tf.Tensor2D,
  rate: number,
  { layer, direction }: { readonly layer: number; readonly direction: number },
  context: LossContext,
): tf.Tensor2D {
  return unitDropout(recurrentKernel, rate, DROPOUT_SITES.recurrentKernel(layer, direction), context);
}
