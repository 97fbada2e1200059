import { documentLengths } from "./document-lengths.ts";
import type { Job } from "./job.ts";

/** Forward, then the gradients of what was read and of the weights: each a product of the same size. */
const TRAINING_PASSES = 3;

/**
 * Floating-point operations of the matrix products in one step of a job, the least that any implementation does.
 *
 * A multiplication and an addition are two. One-hot inputs count nothing: a row is picked, not multiplied.
 */
export function operationsOf(job: Job): number {
  switch (job.kind) {
    case "training": {
      const { batchSize, sequenceLength, vocabularySize, embeddingSize, hiddenSize, layers, everyStep } = job;
      const tokens = batchSize * sequenceLength;
      const outputs = everyStep ? tokens : batchSize;
      const stack = lstmOperations(embeddingSize ?? 0, hiddenSize, layers);
      return TRAINING_PASSES * (tokens * stack + outputs * 2 * hiddenSize * vocabularySize);
    }
    case "classification": {
      const { embeddingSize, hiddenSize, classes, batchSize } = job;
      const tokens = documentLengths(job).reduce((sum, length) => sum + length, 0);
      const directions = 2 * tokens * lstmOperations(embeddingSize, hiddenSize, 1);
      return TRAINING_PASSES * (directions + batchSize * 2 * 2 * hiddenSize * classes);
    }
    case "decoding":
      return lstmOperations(0, job.hiddenSize, job.layers) + 2 * job.hiddenSize * job.vocabularySize;
    case "product":
      return 2 * job.rows * job.inner * job.columns;
  }
}

/** One token through a stack of layers of four gates each. */
function lstmOperations(inputSize: number, hiddenSize: number, layers: number): number {
  const gates = 4 * hiddenSize;
  return 2 * gates * (inputSize + hiddenSize + (layers - 1) * 2 * hiddenSize);
}
