import type { TrainingJob } from "./job.ts";
import { textbookJob } from "./training-jobs.ts";

/** The textbook step with one size changed at a time, and on 1, 2, 4 … threads. */
export function scalingJobs(cores: number): TrainingJob[] {
  const threads = [1, 2, 4, 8, 16, 32, 64].filter((count) => count < cores);
  const scale = (axis: string, value: number, sizes: Partial<TrainingJob>) =>
    textbookJob(`scaling-${axis}-${value}`, { isScaling: true, threads: [cores], ...sizes });
  return [
    ...[...threads, cores].map((count) => scale("threads", count, { threads: [count], hiddenSize: 512 })),
    ...[10, 40, 160].map((sequenceLength) => scale("t", sequenceLength, { sequenceLength })),
    ...[1, 8, 32, 128, 512].map((batchSize) => scale("b", batchSize, { batchSize })),
    ...[32, 64, 128, 256, 512].map((hiddenSize) => scale("h", hiddenSize, { hiddenSize })),
    ...[60, 1000, 10_000].map((vocabularySize) => scale("v", vocabularySize, { vocabularySize })),
  ];
}
