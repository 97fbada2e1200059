import * as tf from "@tensorflow/tfjs";
import type { TrainingJob } from "../../jobs/job.ts";
import { BATCHES } from "../../jobs/job-data.ts";
import { slice } from "../batches.ts";
import type { Workload, WorkloadContext } from "../workload.ts";
import { lstmLayer, setLayersWeights } from "./layers-weights.ts";
import { trainLayers } from "./train-layers.ts";

/** A language model of tf.layers; one-hot inputs and targets are made before anything is timed. */
export function layersTraining({ job, data }: WorkloadContext<TrainingJob>, version: string): Workload {
  const { vocabularySize, batchSize, sequenceLength } = job;
  const model = languageModel(job);
  setLayersWeights(model, data);
  const batches = Array.from({ length: BATCHES }, (_, index) => {
    const ids = tf.tensor2d(slice<Int32Array>(data.inputs, index), [batchSize, sequenceLength], "int32");
    return {
      inputs: job.embeddingSize === null ? tf.oneHot(ids, vocabularySize).toFloat() : ids,
      targets: tf
        .oneHot(tf.tensor1d(slice<Int32Array>(data.targets, index), "int32"), vocabularySize)
        .toFloat(),
    };
  });
  return trainLayers(model, batches, job, version);
}

function languageModel(job: TrainingJob): tf.LayersModel {
  const { vocabularySize, embeddingSize, hiddenSize, layers, batchSize, sequenceLength, everyStep } = job;
  const model = tf.sequential();
  if (embeddingSize === null) {
    const batchInputShape = [batchSize, sequenceLength, vocabularySize];
    model.add(tf.layers.inputLayer({ batchInputShape }));
  } else {
    const batchInputShape = [batchSize, sequenceLength];
    model.add(tf.layers.embedding({ inputDim: vocabularySize, outputDim: embeddingSize, batchInputShape }));
  }
  for (let layer = 0; layer < layers; layer++) {
    const returnSequences = everyStep || layer + 1 < layers;
    model.add(lstmLayer(hiddenSize, { returnSequences, stateful: job.carriesState }));
  }
  model.add(tf.layers.dense({ units: vocabularySize }));
  return model;
}
