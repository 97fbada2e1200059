import type { NamedArray } from "@engram/lstm-core";
import { Random } from "@engram/random";
import { documentLengths } from "./document-lengths.ts";
import type { ClassificationJob, DecodingJob, Job, ProductJob, TrainingJob } from "./job.ts";

/** Batches that a training job goes round in. */
export const BATCHES = 4;
/** Tokens that a decoding job is checked with. */
export const CHECKED_TOKENS = 64;

type Arrays = Record<string, NamedArray>;

/**
 * The weights and inputs that all implementations of a job begin with.
 *
 * Parameters have the names and shapes of @engram/lstm-core's models, behind `parameters.`. Training jobs have
 * `inputs` [N,B,T] and `targets` ([N,B,T], or [N,B]), classifiers `inputs`, `lengths` [B] and `labels` [N,B] (id 0
 * is the padding and no token), decoding has `tokens` [N], products have `a` and `b` as they are stored.
 */
export function jobData(job: Job): Arrays {
  const random = new Random(1);
  switch (job.kind) {
    case "training":
      return trainingData(job, random);
    case "classification":
      return classificationData(job, random);
    case "decoding":
      return decodingData(job, random);
    case "product":
      return productData(job, random);
  }
}

function trainingData(job: TrainingJob, random: Random): Arrays {
  const { vocabularySize, embeddingSize, hiddenSize, layers, batchSize, sequenceLength, everyStep } = job;
  const inputs = [BATCHES, batchSize, sequenceLength];
  const targets = everyStep ? inputs : [BATCHES, batchSize];
  return {
    ...(embeddingSize !== null && embedding(vocabularySize, embeddingSize, random)),
    ...lstmLayers(embeddingSize ?? vocabularySize, hiddenSize, layers, random),
    ...outputLayer(hiddenSize, vocabularySize, random),
    inputs: ids(inputs, vocabularySize, random),
    targets: ids(targets, vocabularySize, random),
  };
}

function classificationData(job: ClassificationJob, random: Random): Arrays {
  const { vocabularySize, embeddingSize, hiddenSize, classes, batchSize, longest } = job;
  const lengths = documentLengths(job);
  const inputs = ids([BATCHES, batchSize, longest], vocabularySize - 1, random);
  inputs.data.forEach((id, index) => {
    const row = Math.floor(index / longest) % batchSize;
    inputs.data[index] = index % longest < lengths[row] ? id + 1 : 0;
  });
  return {
    ...embedding(vocabularySize, embeddingSize, random),
    ...lstmLayer("lstm.0.forward", embeddingSize, hiddenSize, random),
    ...lstmLayer("lstm.0.backward", embeddingSize, hiddenSize, random),
    ...outputLayer(2 * hiddenSize, classes, random),
    inputs,
    lengths: { shape: [batchSize], data: lengths },
    labels: ids([BATCHES, batchSize], classes, random),
  };
}

function decodingData({ vocabularySize, hiddenSize, layers }: DecodingJob, random: Random): Arrays {
  return {
    ...lstmLayers(vocabularySize, hiddenSize, layers, random),
    ...outputLayer(hiddenSize, vocabularySize, random),
    tokens: ids([CHECKED_TOKENS], vocabularySize, random),
  };
}

function productData({ rows, inner, columns, transposeA, transposeB }: ProductJob, random: Random): Arrays {
  return {
    a: uniform(transposeA ? [inner, rows] : [rows, inner], 1, random),
    b: uniform(transposeB ? [columns, inner] : [inner, columns], 1, random),
  };
}

function embedding(vocabularySize: number, embeddingSize: number, random: Random): Arrays {
  return { "parameters.embedding": uniform([vocabularySize, embeddingSize], 0.1, random) };
}

function lstmLayers(inputSize: number, hiddenSize: number, layers: number, random: Random): Arrays {
  const sizes = Array.from({ length: layers }, (_, layer) => (layer === 0 ? inputSize : hiddenSize));
  return Object.assign(
    {},
    ...sizes.map((size, layer) => lstmLayer(`lstm.${layer}.forward`, size, hiddenSize, random)),
  );
}

function lstmLayer(name: string, inputSize: number, hiddenSize: number, random: Random): Arrays {
  const bias = new Float32Array(4 * hiddenSize).fill(1, hiddenSize, 2 * hiddenSize);
  return {
    [`parameters.${name}.kernel`]: glorot(inputSize, 4 * hiddenSize, random),
    [`parameters.${name}.recurrentKernel`]: glorot(hiddenSize, 4 * hiddenSize, random),
    [`parameters.${name}.bias`]: { shape: [4 * hiddenSize], data: bias },
  };
}

function outputLayer(inputSize: number, outputSize: number, random: Random): Arrays {
  return {
    "parameters.output.kernel": glorot(inputSize, outputSize, random),
    "parameters.output.bias": { shape: [outputSize], data: new Float32Array(outputSize) },
  };
}

function glorot(inputSize: number, outputSize: number, random: Random): NamedArray {
  return uniform([inputSize, outputSize], Math.sqrt(6 / (inputSize + outputSize)), random);
}

function uniform(shape: number[], limit: number, random: Random): NamedArray {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float32Array.from({ length }, () => (2 * random.uniform() - 1) * limit) };
}

/** Few ids are frequent, as in text. */
function ids(shape: number[], bound: number, random: Random): NamedArray {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Int32Array.from({ length }, () => Math.floor(bound * random.uniform() ** 3)) };
}
