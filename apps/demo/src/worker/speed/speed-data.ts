import type { LanguageModelBatch, NamedArray } from "@engram/lstm-core";
import { Random } from "@engram/random";
import type { SpeedJob } from "./speed-job.ts";

/** Batches that a job goes round in. */
const BATCHES = 4;

/** What every implementation of a job begins with. */
export interface SpeedData {
  /** By the names, and in the shapes and the order, of a `LanguageModel`. */
  readonly parameters: Readonly<Record<string, NamedArray>>;
  readonly batches: readonly LanguageModelBatch[];
}

/** The same weights and batches for the same job, in whichever worker. */
export function speedData(job: SpeedJob): SpeedData {
  const { vocabularySize, embeddingSize, hiddenSize, batchSize, sequenceLength, everyStep } = job;
  const random = new Random(1);
  const inputSize = embeddingSize ?? vocabularySize;
  const bias = new Float32Array(4 * hiddenSize).fill(1, hiddenSize, 2 * hiddenSize);
  const parameters = {
    ...(embeddingSize !== null && { embedding: uniform(vocabularySize, embeddingSize, 0.1, random) }),
    "lstm.0.forward.kernel": glorot(inputSize, 4 * hiddenSize, random),
    "lstm.0.forward.recurrentKernel": glorot(hiddenSize, 4 * hiddenSize, random),
    "lstm.0.forward.bias": { shape: [4 * hiddenSize], data: bias },
    "output.kernel": glorot(hiddenSize, vocabularySize, random),
    "output.bias": { shape: [vocabularySize], data: new Float32Array(vocabularySize) },
  };
  const count = batchSize * sequenceLength;
  const batches = Array.from({ length: BATCHES }, () => ({
    inputs: tokenIds(count, vocabularySize, random),
    targets: tokenIds(everyStep ? count : batchSize, vocabularySize, random),
    batchSize,
    sequenceLength,
  }));
  return { parameters, batches };
}

function glorot(rows: number, columns: number, random: Random): NamedArray {
  return uniform(rows, columns, Math.sqrt(6 / (rows + columns)), random);
}

function uniform(rows: number, columns: number, limit: number, random: Random): NamedArray {
  const data = Float32Array.from({ length: rows * columns }, () => (2 * random.uniform() - 1) * limit);
  return { shape: [rows, columns], data };
}

/** Few ids are frequent, as in text. */
function tokenIds(length: number, bound: number, random: Random): Int32Array {
  return Int32Array.from({ length }, () => Math.floor(bound * random.uniform() ** 3));
}
