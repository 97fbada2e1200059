import type { ClassificationJob } from "./job.ts";

/** The lengths [B] of a batch's documents, evenly from the shortest to the longest. */
export function documentLengths({ batchSize, shortest, longest }: ClassificationJob): Int32Array {
  const between = batchSize > 1 ? (longest - shortest) / (batchSize - 1) : 0;
  return Int32Array.from({ length: batchSize }, (_, row) => Math.round(longest - row * between));
}
