import * as tf from "@tensorflow/tfjs";
import type { ClassificationJob } from "../../jobs/job.ts";
import { BATCHES } from "../../jobs/job-data.ts";
import { slice } from "../batches.ts";
import type { Workload, WorkloadContext } from "../workload.ts";
import { lstmLayer, setLayersWeights } from "./layers-weights.ts";
import { trainLayers } from "./train-layers.ts";

/** A bidirectional classifier of tf.layers; id 0 is masked. */
export function layersClassification(
  { job, data }: WorkloadContext<ClassificationJob>,
  version: string,
): Workload {
  const { vocabularySize, embeddingSize, hiddenSize, classes, batchSize, longest } = job;
  const model = tf.sequential();
  const batchInputShape = [batchSize, longest];
  model.add(
    tf.layers.embedding({
      inputDim: vocabularySize,
      outputDim: embeddingSize,
      maskZero: true,
      batchInputShape,
    }),
  );
  const layer = lstmLayer(hiddenSize, { returnSequences: false }) as tf.RNN;
  model.add(tf.layers.bidirectional({ layer, mergeMode: "concat" }));
  model.add(tf.layers.dense({ units: classes }));
  setLayersWeights(model, data);
  const batches = Array.from({ length: BATCHES }, (_, index) => ({
    inputs: tf.tensor2d(slice<Int32Array>(data.inputs, index), [batchSize, longest], "int32"),
    targets: tf.oneHot(tf.tensor1d(slice<Int32Array>(data.labels, index), "int32"), classes).toFloat(),
  }));
  return trainLayers(model, batches, { learningRate: job.learningRate, clipNorm: null }, version);
}
