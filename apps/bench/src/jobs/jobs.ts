import { DECODING_JOBS } from "./decoding-jobs.ts";
import type { Job } from "./job.ts";
import { PRODUCT_JOBS } from "./product-jobs.ts";
import { scalingJobs } from "./scaling-jobs.ts";
import { shrinkJob } from "./shrink-job.ts";
import { CLASSIFIER_JOB, TRAINING_JOBS } from "./training-jobs.ts";

/**
 * The jobs whose names begin with one of `prefixes`, in the order of the table; all without any.
 *
 * @param options.cores of the machine: the largest number of threads.
 * @param options.quick tiny sizes instead, which show that everything runs and measure nothing.
 * @throws RangeError when a prefix names no job.
 */
export function selectJobs(
  prefixes: readonly string[],
  { cores, quick }: { readonly cores: number; readonly quick: boolean },
): Job[] {
  const all: readonly Job[] = [
    ...TRAINING_JOBS,
    CLASSIFIER_JOB,
    ...DECODING_JOBS,
    ...PRODUCT_JOBS,
    ...scalingJobs(cores),
  ];
  for (const prefix of prefixes) {
    if (all.some(({ name }) => name.startsWith(prefix))) continue;
    throw new RangeError(
      `selectJobs: expected the beginning of a job's name (${all.map(({ name }) => name).join(", ")}), got ${JSON.stringify(prefix)}`,
    );
  }
  const chosen =
    prefixes.length === 0
      ? all
      : all.filter(({ name }) => prefixes.some((prefix) => name.startsWith(prefix)));
  return quick ? chosen.map(shrinkJob) : [...chosen];
}
