import { fillDropoutMask } from "@engram/random";
import * as tf from "@tensorflow/tfjs-core";
import type { LossContext } from "./loss-context.ts";

/**
 * The mask of `fillDropoutMask`: made by the backend's kernel where it has one, else here; the bits are the same.
 *
 * @param options.repeats above 1, the shape is [B,repeats,N], and each row of a mask [B,N] is there so often.
 */
export function dropoutMask<Shape extends tf.Rank>(
  shape: tf.ShapeMap[Shape],
  rate: number,
  site: number,
  { seed, step }: LossContext,
  { repeats = 1 }: { readonly repeats?: number } = {},
): tf.Tensor<Shape> {
  if (tf.getKernel("DropoutMask", tf.getBackend()) != null) {
    return tf
      .engine()
      .runKernel("DropoutMask", {}, { shape, rate, seed, step, site, repeats }) as tf.Tensor<Shape>;
  }
  const size = tf.util.sizeFromShape(shape);
  const mask = fillDropoutMask(new Float32Array(size / repeats), rate, { seed, step, site });
  return tf.tensor(repeats === 1 ? mask : repeatRows(mask, shape[0] as number, repeats), shape);
}

/** Repeated here: a product of equal shapes is several times faster than a broadcast one on wasm. */
function repeatRows(mask: Float32Array, rows: number, repeats: number): Float32Array {
  const width = mask.length / rows;
  const repeated = new Float32Array(mask.length * repeats);
  for (let index = 0; index < rows * repeats; index++) {
    const start = Math.floor(index / repeats) * width;
    repeated.set(mask.subarray(start, start + width), index * width);
  }
  return repeated;
}
