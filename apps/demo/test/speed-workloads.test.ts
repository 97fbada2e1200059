import { chooseBackend } from "@engram/backend/node";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { engramTraining } from "../src/worker/speed/engram-training.ts";
import { layersTraining } from "../src/worker/speed/layers-training.ts";
import {
  SPEED_JOB_NAMES,
  SPEED_JOBS,
  type SpeedJob,
  type SpeedJobName,
} from "../src/worker/speed/speed-job.ts";

/** The same jobs, small enough for every backend. */
function smallJob(name: SpeedJobName): SpeedJob {
  const sizes = { vocabularySize: 7, hiddenSize: 6, batchSize: 3, sequenceLength: 5 };
  return { ...SPEED_JOBS[name], ...sizes, ...(name === "language-model" && { embeddingSize: 4 }) };
}

async function layersLosses(job: SpeedJob, backend: string, steps: number) {
  await chooseBackend({ backend });
  const workload = layersTraining(job, backend);
  return { losses: await workload.steps(steps), embedsByProduct: workload.embedsByProduct };
}

describe.each(SPEED_JOB_NAMES)("%s", (name) => {
  const job = smallJob(name);

  test("ours and tf.layers take the same steps on every backend", async () => {
    await chooseBackend({ backend: "engram" });
    const ours = await engramTraining(job, "engram").steps(6);
    expect(ours[0]).not.toBeCloseTo(ours[4], 4);
    for (const backend of ["cpu", "wasm"]) {
      const { losses, embedsByProduct } = await layersLosses(job, backend, 6);
      expect(embedsByProduct).toBe(backend === "wasm" && job.embeddingSize !== null);
      losses.forEach((loss, step) => {
        expect(Math.abs(loss - ours[step]) / ours[step]).toBeLessThan(1e-4);
      });
    }
  });
});

// A stateful layer of tf.layers keeps its states of every step; a run is short enough for that.
test("steps of tf.layers without a state leave no tensors behind", async () => {
  await chooseBackend({ backend: "cpu" });
  const workload = layersTraining(smallJob("textbook"), "cpu");
  await workload.steps(2);
  const before = tf.memory().numTensors;
  await workload.steps(3);
  expect(tf.memory().numTensors).toBe(before);
});
