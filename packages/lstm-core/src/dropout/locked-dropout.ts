import { fillDropoutMask } from "@engram/random";
import * as tf from "@tensorflow/tfjs-core";
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
  { training, seed, step }: LossContext,
): tf.Tensor3D {
  if (!training || rate === 0) return values;
  const [batch, time, width] = values.shape;
  const row = fillDropoutMask(new Float32Array(batch * width), rate, { seed, step, site });
  // Repeated over time here: a product of equal shapes is several times faster than a broadcast one on wasm.
  const mask = new Float32Array(values.size);
  for (let index = 0; index < batch * time; index++) {
    const start = Math.floor(index / time) * width;
    mask.set(row.subarray(start, start + width), index * width);
  }
  return tf.mul(values, tf.tensor3d(mask, values.shape));
}
