import { expect, test } from "vitest";
import { documentLengths } from "../src/jobs/document-lengths.ts";
import type { Job } from "../src/jobs/job.ts";
import { BATCHES, jobData } from "../src/jobs/job-data.ts";
import { selectJobs } from "../src/jobs/jobs.ts";
import { operationsOf } from "../src/jobs/operations.ts";
import { CLASSIFIER_JOB } from "../src/jobs/training-jobs.ts";
import { unitsOf } from "../src/jobs/units.ts";

const here = { cores: 2, quick: false };

test("a beginning chooses all jobs with it, in the order of the table", () => {
  expect(selectJobs(["token-h512", "textbook-h128"], here).map(({ name }) => name)).toEqual([
    "textbook-h128",
    "token-h512-l1-float32",
    "token-h512-l1-int8",
    "token-h512-l2-float32",
    "token-h512-l2-int8",
  ]);
});

test("names are unique", () => {
  const names = selectJobs([], { cores: 6, quick: false }).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("rejects what begins no name", () => {
  expect(() => selectJobs(["textbok"], here)).toThrow('got "textbok"');
});

test("threads scale in powers of two up to the cores", () => {
  const names = selectJobs(["scaling-threads"], { cores: 6, quick: false }).map(({ name }) => name);
  expect(names).toEqual(["scaling-threads-1", "scaling-threads-2", "scaling-threads-4", "scaling-threads-6"]);
});

// By hand: 3 passes x (tokens x 2 x 4H x H + B x 2 x H x V).
test.each([
  ["textbook-h128", 3 * (5120 * 2 * 512 * 128 + 128 * 2 * 128 * 60)],
  ["textbook-h512", 3 * (5120 * 2 * 2048 * 512 + 128 * 2 * 512 * 60)],
  ["characters", 3 * 2500 * (2 * 512 * 128 + 2 * 512 * 256 + 2 * 128 * 65)],
  ["token-h128-l1-float32", 2 * 512 * 128 + 2 * 128 * 60],
  ["gemm-128x128x512", 2 * 128 * 128 * 512],
])("operations of %s", (name, expected) => {
  const [job] = selectJobs([name], here);
  expect(operationsOf(job)).toBe(expected);
});

test("a classifier's units are the tokens before the padding", () => {
  const lengths = documentLengths(CLASSIFIER_JOB);
  expect([lengths[0], lengths[31], lengths.length]).toEqual([400, 20, 32]);
  expect(unitsOf(CLASSIFIER_JOB)).toEqual({ count: lengths.reduce((a, b) => a + b), name: "tokens" });
});

test("padding is id 0, and no token is", () => {
  const [job] = selectJobs(["classifier"], { cores: 2, quick: true }) as [typeof CLASSIFIER_JOB];
  const { inputs, lengths } = jobData(job);
  expect(inputs.shape).toEqual([BATCHES, job.batchSize, job.longest]);
  inputs.data.forEach((id, index) => {
    const row = Math.floor(index / job.longest) % job.batchSize;
    expect(id > 0).toBe(index % job.longest < lengths.data[row]);
  });
});

test("the quick jobs are small", () => {
  for (const job of selectJobs([], { cores: 2, quick: true }))
    expect(operationsOf(job as Job)).toBeLessThan(1e6);
});
