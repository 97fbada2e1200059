import * as tf from "@tensorflow/tfjs";
import type { Workload } from "../workload.ts";

const CHECKED_STEPS = 3;

export interface LayersTrainingOptions {
  readonly learningRate: number;
  /** The largest global norm of the gradient. */
  readonly clipNorm: number | null;
}

/** Steps of Adam on batches that are tensors already; each waits for its loss, as `fit` does. */
export function trainLayers(
  model: tf.LayersModel,
  batches: readonly { readonly inputs: tf.Tensor; readonly targets: tf.Tensor }[],
  { learningRate, clipNorm }: LayersTrainingOptions,
  version: string,
): Workload {
  const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  let taken = 0;
  const step = () => {
    const { inputs, targets } = batches[taken++ % batches.length];
    const { value, grads } = optimizer.computeGradients(
      () => tf.losses.softmaxCrossEntropy(targets, logitsOf(model, inputs)) as tf.Scalar,
    );
    const clipped = clipNorm === null ? grads : clipByGlobalNorm(grads, clipNorm);
    optimizer.applyGradients(Object.entries(clipped).map(([name, tensor]) => ({ name, tensor })));
    const loss = value.dataSync()[0];
    tf.dispose([value, grads, clipped]);
    return loss;
  };
  return {
    version,
    check: async () => Array.from({ length: CHECKED_STEPS }, step),
    async run(steps) {
      for (let count = 0; count < steps; count++) step();
    },
    close() {},
  };
}

/** [N,V], whether or not the model predicts at each step. */
function logitsOf(model: tf.LayersModel, inputs: tf.Tensor): tf.Tensor2D {
  const logits = model.apply(inputs, { training: true }) as tf.Tensor;
  return logits.reshape([-1, logits.shape[logits.rank - 1]]);
}

/** TensorFlow.js has no such thing of its own. */
function clipByGlobalNorm(grads: tf.NamedTensorMap, clipNorm: number): tf.NamedTensorMap {
  return tf.tidy(() => {
    const squares = Object.values(grads).map((grad) => grad.square().sum());
    const scale = tf.minimum(1, tf.div(clipNorm, tf.addN(squares).sqrt().add(1e-6)));
    return Object.fromEntries(Object.entries(grads).map(([name, grad]) => [name, grad.mul(scale)]));
  });
}
