import { LanguageModel } from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settleBackend } from "../src/settle-backend.ts";
import { startBackend } from "../src/start-backend.ts";
import { defaultOptions } from "../src/training-options.ts";

// Odd sizes, which TensorFlow's own LSTM op does not get.
const options = { ...defaultOptions(10_000), batch: 3, sequence: 10 };

/** A "GPU" that computes as `cpu` does, a little later. */
function registerGpu(milliseconds: number) {
  const gpu = Object.assign(Object.create(tf.findBackend("cpu")), { isUsingGpuDevice: true });
  const read = gpu.read;
  gpu.read = async (dataId: object) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return read.call(gpu, dataId);
  };
  tf.registerBackend("tensorflow", () => gpu);
  if (tf.getKernelsForBackend("tensorflow").length < 10) tf.copyRegisteredKernels("cpu", "tensorflow");
}

const said: string[] = [];
beforeEach(() => {
  vi.stubEnv("ENGRAM_BACKEND", "");
  vi.spyOn(console, "error").mockImplementation((line) => void said.push(line));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  said.length = 0;
  await tf.setBackend("cpu");
  for (const name of ["tensorflow", "engram"])
    if (tf.findBackendFactory(name) != null) tf.removeBackend(name);
});

test("a small model is trained without the GPU where that is faster, and keeps its numbers", async () => {
  registerGpu(50);
  const started = await startBackend(undefined);
  expect(started.backend).toBe("tensorflow");
  const model = LanguageModel.create({ vocabularySize: 7, hiddenSizes: [8] }, { seed: 1 });
  const before = model.parameters["output.kernel"].dataSync().slice();
  const tensors = tf.memory().numTensors;
  await settleBackend(started, model, options);
  expect(tf.getBackend()).toBe("engram");
  expect(said).toHaveLength(2);
  expect(said[1]).toMatch(
    /^Backend: engram \(.+\); not tensorflow on a GPU: .+ ms for a step that takes .+ ms here$/,
  );
  expect(model.parameters["output.kernel"].dataSync()).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
  model.dispose();
});

test("there is no trial without a GPU, or where a backend was asked for", async () => {
  const model = LanguageModel.create({ vocabularySize: 7, hiddenSizes: [8] }, { seed: 1 });
  await settleBackend(await startBackend(undefined), model, options);
  registerGpu(50);
  await settleBackend(await startBackend("tensorflow"), model, options);
  expect(tf.getBackend()).toBe("tensorflow");
  expect(said).toHaveLength(2);
  model.dispose();
});
