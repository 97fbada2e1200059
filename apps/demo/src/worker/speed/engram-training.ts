import { LanguageModel, type LanguageModelBatch } from "@engram/lstm-core";
import { speedData } from "./speed-data.ts";
import type { SpeedJob } from "./speed-job.ts";
import { TrainingGate } from "./training-gate.ts";
import type { Workload } from "./workload.ts";

/** A job on a `LanguageModel` and a `Trainer`, on the active backend. @param runs what that is, in words. */
export function engramTraining(job: SpeedJob, runs: string): Workload {
  const { vocabularySize, embeddingSize, hiddenSize, carriesState, learningRate } = job;
  const { parameters, batches } = speedData(job);
  const model = LanguageModel.fromParameters(
    { vocabularySize, ...(embeddingSize !== null && { embeddingSize }), hiddenSizes: [hiddenSize] },
    parameters,
  );
  const streams: readonly (LanguageModelBatch & { startsStream: boolean })[] = batches.map((batch) => ({
    ...batch,
    startsStream: !carriesState,
  }));
  const gate = new TrainingGate(model, streams, learningRate);
  return { runs, embedsByProduct: false, steps: (count) => gate.steps(count) };
}
