import type { ClassificationJob, TrainingJob } from "./job.ts";

/** The example of the textbooks: windows of 40 one-hot characters, the next one predicted at the end. */
export function textbookJob(name: string, sizes: Partial<TrainingJob> = {}): TrainingJob {
  return {
    kind: "training",
    name,
    isScaling: false,
    threads: null,
    vocabularySize: 60,
    embeddingSize: null,
    hiddenSize: 128,
    layers: 1,
    batchSize: 128,
    sequenceLength: 40,
    everyStep: false,
    carriesState: false,
    clipNorm: null,
    learningRate: 0.001,
    ...sizes,
  };
}

/** A language model on streams: the next token predicted at each step, the state carried, the gradient clipped. */
function streamingJob(name: string, sizes: Partial<TrainingJob>): TrainingJob {
  const streaming = { layers: 2, everyStep: true, carriesState: true, clipNorm: 5, learningRate: 0.002 };
  return textbookJob(name, { ...streaming, ...sizes });
}

export const TRAINING_JOBS: readonly TrainingJob[] = [
  ...[128, 256, 512, 1024].map((hiddenSize) => textbookJob(`textbook-h${hiddenSize}`, { hiddenSize })),
  streamingJob("characters", { vocabularySize: 65, hiddenSize: 128, batchSize: 50, sequenceLength: 50 }),
  streamingJob("words", {
    vocabularySize: 10_000,
    embeddingSize: 200,
    hiddenSize: 200,
    batchSize: 20,
    sequenceLength: 20,
  }),
];

export const CLASSIFIER_JOB: ClassificationJob = {
  kind: "classification",
  name: "classifier",
  isScaling: false,
  threads: null,
  vocabularySize: 8000,
  embeddingSize: 100,
  hiddenSize: 64,
  classes: 2,
  batchSize: 32,
  shortest: 20,
  longest: 400,
  learningRate: 0.001,
};
