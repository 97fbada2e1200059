import * as tf from "@tensorflow/tfjs";
import { type SpeedData, speedData } from "./speed-data.ts";
import type { SpeedJob } from "./speed-job.ts";
import type { Workload } from "./workload.ts";

/**
 * A job on tf.layers, as TensorFlow.js' own examples would have it, on the active backend.
 *
 * One-hot inputs and targets are made before anything is timed. A step waits for its loss, as `fit` does.
 *
 * @param runs what the backend is, in words.
 */
export function layersTraining(job: SpeedJob, runs: string): Workload {
  const { parameters, batches } = speedData(job);
  const embedsByProduct = job.embeddingSize !== null && !trainsEmbeddings();
  const takesOneHot = job.embeddingSize === null || embedsByProduct;
  const model = languageModel(job, embedsByProduct);
  setWeights(model, parameters);
  const tensors = batches.map(({ inputs, targets }) => batchTensors(job, inputs, targets, takesOneHot));
  const optimizer = tf.train.adam(job.learningRate, 0.9, 0.999, 1e-8);
  let taken = 0;
  const step = async () => {
    const { inputs, targets } = tensors[taken++ % tensors.length];
    const { value, grads } = optimizer.computeGradients(
      () => tf.losses.softmaxCrossEntropy(targets, logitsOf(model, inputs)) as tf.Scalar,
    );
    optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
    // Only WebGPU cannot be waited for where one stands; elsewhere that is the quicker way.
    const [loss] = tf.getBackend() === "webgpu" ? await value.data() : value.dataSync();
    tf.dispose([value, grads]);
    return loss;
  };
  return {
    runs,
    embedsByProduct,
    async steps(count) {
      const losses: number[] = [];
      for (let index = 0; index < count; index++) losses.push(await step());
      return losses;
    },
  };
}

/** The gradient of an embedding is a sum by ids, which not every backend can compute. */
function trainsEmbeddings(): boolean {
  return tf.getKernel("UnsortedSegmentSum", tf.getBackend()) !== undefined;
}

function languageModel(job: SpeedJob, embedsByProduct: boolean): tf.Sequential {
  const { vocabularySize, embeddingSize, hiddenSize, batchSize, sequenceLength } = job;
  const model = tf.sequential();
  const ids = [batchSize, sequenceLength];
  if (embeddingSize !== null && !embedsByProduct) {
    model.add(
      tf.layers.embedding({ inputDim: vocabularySize, outputDim: embeddingSize, batchInputShape: ids }),
    );
  } else {
    model.add(tf.layers.inputLayer({ batchInputShape: [...ids, vocabularySize] }));
    // The same numbers: a row of the kernel for each id.
    if (embeddingSize !== null) model.add(tf.layers.dense({ units: embeddingSize, useBias: false }));
  }
  model.add(
    tf.layers.lstm({
      units: hiddenSize,
      // As Keras has it today; the default of tf.layers is another function.
      recurrentActivation: "sigmoid",
      // Its weights are set; the default would be half a minute's work on some backends.
      recurrentInitializer: "zeros",
      returnSequences: job.everyStep,
      stateful: job.carriesState,
    }),
  );
  model.add(tf.layers.dense({ units: vocabularySize }));
  return model;
}

/** The order of tf.layers is that of ours. */
function setWeights(model: tf.LayersModel, parameters: SpeedData["parameters"]): void {
  const tensors = Object.values(parameters).map(({ data, shape }) => tf.tensor(data, [...shape]));
  model.setWeights(tensors);
  tf.dispose(tensors);
}

/** Inputs [B,T] or one-hot [B,T,V], targets one-hot [N,V]. */
function batchTensors(
  { vocabularySize, batchSize, sequenceLength }: SpeedJob,
  inputs: Int32Array,
  targets: Int32Array,
  takesOneHot: boolean,
): { inputs: tf.Tensor; targets: tf.Tensor } {
  return tf.tidy(() => {
    const ids = tf.tensor2d(inputs, [batchSize, sequenceLength], "int32");
    const oneHot = (tokenIds: tf.Tensor) => tf.oneHot(tokenIds, vocabularySize).toFloat();
    return { inputs: takesOneHot ? oneHot(ids) : ids, targets: oneHot(tf.tensor1d(targets, "int32")) };
  });
}

/** [N,V], whether or not the model predicts at each step. */
function logitsOf(model: tf.LayersModel, inputs: tf.Tensor): tf.Tensor2D {
  const logits = model.apply(inputs, { training: true }) as tf.Tensor;
  return logits.reshape([-1, logits.shape[logits.rank - 1]]);
}
