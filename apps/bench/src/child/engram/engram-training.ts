import {
  LanguageModel,
  type LanguageModelBatch,
  SequenceClassifier,
  type SequenceClassifierBatch,
} from "@engram/lstm-core";
import type { BatchStream, Trainable } from "@engram/trainer";
import type { ClassificationJob, TrainingJob } from "../../jobs/job.ts";
import { BATCHES } from "../../jobs/job-data.ts";
import { parametersOf, slice } from "../batches.ts";
import type { Workload, WorkloadContext } from "../workload.ts";
import { type GateOptions, TrainingGate } from "./training-gate.ts";

/** The checked steps are the first of the run, as the other implementations take them. */
const CHECKED_STEPS = 3;

/** Training steps of a `LanguageModel` by a `Trainer`. */
export function engramLanguageModel({ job, data }: WorkloadContext<TrainingJob>, version: string): Workload {
  const { vocabularySize, embeddingSize, hiddenSize, layers, batchSize, sequenceLength } = job;
  const model = LanguageModel.fromParameters(
    {
      vocabularySize,
      ...(embeddingSize !== null && { embeddingSize }),
      hiddenSizes: new Array<number>(layers).fill(hiddenSize),
    },
    parametersOf(data),
  );
  const batches = Array.from(
    { length: BATCHES },
    (_, index): LanguageModelBatch & { startsStream: boolean } => ({
      inputs: slice<Int32Array>(data.inputs, index),
      targets: slice<Int32Array>(data.targets, index),
      batchSize,
      sequenceLength,
      startsStream: !job.carriesState,
    }),
  );
  const clipNorm = job.clipNorm ?? Number.POSITIVE_INFINITY;
  return trained(model, batches, version, { learningRate: job.learningRate, clipNorm });
}

/** Training steps of a bidirectional `SequenceClassifier` by a `Trainer`. */
export function engramClassification(
  { job, data }: WorkloadContext<ClassificationJob>,
  version: string,
): Workload {
  const { vocabularySize, embeddingSize, hiddenSize, classes, batchSize, longest } = job;
  const model = SequenceClassifier.fromParameters(
    { vocabularySize, embeddingSize, hiddenSizes: [hiddenSize], classes, bidirectional: true },
    parametersOf(data),
  );
  const batches = Array.from(
    { length: BATCHES },
    (_, index): SequenceClassifierBatch => ({
      inputs: slice<Int32Array>(data.inputs, index),
      labels: slice<Int32Array>(data.labels, index),
      lengths: data.lengths.data as Int32Array,
      batchSize,
      sequenceLength: longest,
    }),
  );
  return trained(model, batches, version, {
    learningRate: job.learningRate,
    clipNorm: Number.POSITIVE_INFINITY,
  });
}

function trained<Batch>(
  model: Trainable<Batch> & { dispose(): void },
  batches: readonly Batch[],
  version: string,
  options: GateOptions,
): Workload {
  const gate = new TrainingGate(model, roundAndRound(batches), options);
  return {
    version,
    check: () => gate.steps(CHECKED_STEPS),
    run: async (steps) => void (await gate.steps(steps)),
    close: () => gate.close(),
  };
}

/** One epoch without end, so that no step has the work of an epoch's end to do. */
function roundAndRound<Batch>(batches: readonly Batch[]): BatchStream<Batch> {
  return {
    batchesPerEpoch: Number.MAX_SAFE_INTEGER,
    position: () => 0,
    restore() {},
    async *[Symbol.asyncIterator]() {
      for (let index = 0; ; index++) yield batches[index % batches.length];
    },
  };
}
