import { documentLengths } from "./document-lengths.ts";
import type { Job } from "./job.ts";
import { operationsOf } from "./operations.ts";

/** What one step of a job gets done, and what it is called in the table. */
export function unitsOf(job: Job): { count: number; name: "tokens" | "FLOP" } {
  switch (job.kind) {
    case "training":
      return { count: job.batchSize * job.sequenceLength, name: "tokens" };
    case "classification":
      return { count: documentLengths(job).reduce((sum, length) => sum + length, 0), name: "tokens" };
    case "decoding":
      return { count: 1, name: "tokens" };
    case "product":
      return { count: operationsOf(job), name: "FLOP" };
  }
}
