import type { Workload, WorkloadContext } from "../workload.ts";
import { engramDecoding } from "./engram-decoding.ts";
import { engramClassification, engramLanguageModel } from "./engram-training.ts";
import { kernelProduct } from "./kernel-product.ts";
import { startEngram } from "./start-engram.ts";

/** A job on our packages, through what a program that uses them would call. */
export async function createEngramWorkload({ job, data, settings }: WorkloadContext): Promise<Workload> {
  if (job.kind === "product") return kernelProduct({ job, data, settings });
  const version = await startEngram(settings);
  switch (job.kind) {
    case "training":
      return engramLanguageModel({ job, data, settings }, version);
    case "classification":
      return engramClassification({ job, data, settings }, version);
    case "decoding":
      return engramDecoding({ job, data, settings }, version);
  }
}
