import type { Job } from "./job.ts";

const LARGEST = { vocabularySize: 20, embeddingSize: 6, hiddenSize: 8, batchSize: 4, sequenceLength: 6 };

/** The same job in a size at which a step takes no time. */
export function shrinkJob(job: Job): Job {
  switch (job.kind) {
    case "training":
      return {
        ...job,
        vocabularySize: Math.min(job.vocabularySize, LARGEST.vocabularySize),
        embeddingSize: job.embeddingSize === null ? null : LARGEST.embeddingSize,
        hiddenSize: LARGEST.hiddenSize,
        batchSize: Math.min(job.batchSize, LARGEST.batchSize),
        sequenceLength: LARGEST.sequenceLength,
      };
    case "classification": {
      const { vocabularySize, embeddingSize, hiddenSize, batchSize } = LARGEST;
      return { ...job, vocabularySize, embeddingSize, hiddenSize, batchSize, shortest: 2, longest: 9 };
    }
    case "decoding":
      return { ...job, vocabularySize: LARGEST.vocabularySize, hiddenSize: LARGEST.hiddenSize };
    case "product":
      return { ...job, rows: 5, inner: 7, columns: 9 };
  }
}
