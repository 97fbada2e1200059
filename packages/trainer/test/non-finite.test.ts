import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type CheckpointStore,
  createMemoryCheckpoints,
  isNonFiniteError,
  type Schedule,
  sgd,
} from "../src/index.ts";
import { slopeModel } from "./support/simple-models.ts";
import { diary, losses, slopes } from "./support/slope-run.ts";

beforeAll(() => tf.setBackend("cpu"));
afterEach(() => tf.disposeVariables());

describe("numbers that are not finite", () => {
  const caught = async (run: Promise<unknown>) => {
    const error = await run.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!isNonFiniteError(error)) throw new Error(`expected a NonFiniteError, got ${error}`);
    return error;
  };
  const weights = async (store: CheckpointStore) => (await store.load("last"))?.arrays["model.value"].data[0];

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 3e38])(
    "in loss or gradient (%s) end the run, name the step and change nothing",
    async (bad) => {
      const { model, value } = slopeModel(0);
      const checkpoints = createMemoryCheckpoints();
      const { lines, observer } = diary();
      const batches = [1, 2, bad, 4];
      const options = { optimizer: sgd(), learningRate: 1, maxEpochs: 1, saveEverySteps: 1 };
      const trainer = slopes(model, { ...options, checkpoints, observers: [observer] }, batches);
      const error = await caught(trainer.run());
      expect(error.step).toBe(3);
      expect(error.message).toMatch(/^Trainer: expected a finite loss and gradient norm at step 3, got /);
      expect(lines.slice(-2)).toEqual(["save last 2", `error: ${error.message}`]);
      expect(value.dataSync()[0]).toBe(-3);
      expect(await weights(checkpoints)).toBe(-3);
    },
  );

  test("in the parameters themselves never get into a checkpoint", async () => {
    const checkpoints = createMemoryCheckpoints();
    const learningRate: Schedule = ({ step }) => (step === 1 ? 1e38 : 1);
    const options = {
      optimizer: sgd(),
      clipNorm: 1e9,
      learningRate,
      maxSteps: 5,
      saveEverySteps: 1,
      checkpoints,
    };
    const error = await caught(slopes(slopeModel(0).model, options, [1, 100]).run());
    expect(error.message).toBe(
      "Trainer: expected finite numbers in model.value after step 2, got -Infinity; the saved checkpoints stay",
    );
    expect(await weights(checkpoints)).toBe(-1);
  });

  test("as an evaluation loss end the run", async () => {
    const evaluate = losses(1, Number.NaN);
    const error = await caught(
      slopes(slopeModel().model, { maxSteps: 5, evaluateEverySteps: 1, evaluate }).run(),
    );
    expect(error.message).toMatch("Trainer: expected a finite evaluation loss after step 2, got NaN");
  });
});
