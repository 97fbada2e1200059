import * as tf from "@tensorflow/tfjs-core";
import { rowsPastLength } from "../pooling/rows-past-length.ts";

/** e^-1e9 is 0: no weight goes to padding. */
const NO_WEIGHT = -1e9;

/**
 * The mean of a sequence's vectors, weighted by how well each fits a learnt query (Felbo et al. 2017):
 *
 *   a = softmax over time of x·q   pooled = Σ a x
 *
 * @param values float32 [B,T,N].
 * @param query float32 [N,1].
 * @param lengths [B], each in [1, T]; steps past them get no weight.
 * @returns float32 [B,N].
 */
export function attentionPool(values: tf.Tensor3D, query: tf.Tensor2D, lengths: Int32Array): tf.Tensor2D {
  const [batch, time, width] = values.shape;
  const pooled = tf.customGrad((...args) => {
    const [x, q, save] = args as [tf.Tensor3D, tf.Tensor2D, (tensors: tf.Tensor[]) => void];
    const fits = tf.reshape(tf.matMul(tf.reshape(x, [batch * time, width]), q), [batch, time]) as tf.Tensor2D;
    const padding = rowsPastLength(lengths, time, NO_WEIGHT);
    const weights = tf.expandDims(tf.softmax(padding === undefined ? fits : tf.add(fits, padding)), 2);
    save([x, q, weights]);
    return { value: tf.sum(tf.mul(x, weights), 1), gradFunc: attentionPoolGrad };
  });
  return pooled(values, query) as tf.Tensor2D;
}

/** dx = a dy + de qᵀ and dq = Σ de x, where de = a (x·dy - Σ a x·dy). */
function attentionPoolGrad(pooledGrad: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [values, query, weights] = saved as [tf.Tensor3D, tf.Tensor2D, tf.Tensor3D];
  const perStep = tf.expandDims(pooledGrad, 1); // [B,1,N]
  const weightGrads = tf.sum(tf.mul(values, perStep), 2, true); // [B,T,1]
  const mean = tf.sum(tf.mul(weightGrads, weights), 1, true);
  const fitGrads = tf.mul(weights, tf.sub(weightGrads, mean));
  const valueGrads = tf.add(tf.mul(weights, perStep), tf.mul(fitGrads, tf.reshape(query, [1, 1, -1])));
  const queryGrad = tf.reshape(tf.sum(tf.mul(values, fitGrads), [0, 1]), query.shape);
  return [valueGrads, queryGrad];
}
