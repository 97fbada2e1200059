import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type StepReport, sgd, type Trainable, Trainer } from "../src/index.ts";
import { listStream } from "./support/simple-models.ts";

beforeAll(() => tf.setBackend("cpu"));
afterEach(() => tf.disposeVariables());

/** The gradient of the loss is the batch, that of the penalty 10. */
function penalizedModel() {
  const value = tf.tidy(() => tf.variable(tf.scalar(1)));
  const model: Trainable<number> = {
    parameters: { value },
    loss: (slope) => ({
      loss: tf.mul(value, slope) as tf.Scalar,
      penalty: tf.mul(value, 10) as tf.Scalar,
      count: 1,
    }),
  };
  return { model, value };
}

async function run(batches: readonly number[], options: { accumulate?: number; maxSteps: number }) {
  const { model, value } = penalizedModel();
  const reports: StepReport[] = [];
  const tensors: number[] = [];
  const onStep = (report: StepReport) => {
    reports.push(report);
    tensors.push(tf.memory().numTensors);
  };
  const settings = { optimizer: sgd(), learningRate: 0.01, clipNorm: Number.POSITIVE_INFINITY };
  await new Trainer(model, listStream(batches), { ...settings, ...options, observers: [{ onStep }] }).run();
  return { value: value.dataSync()[0], reports, tensors };
}

test("a penalty is minimised with the loss, and the reported loss is without it", async () => {
  const { value, reports } = await run([2], { maxSteps: 1 });
  expect(value).toBeCloseTo(1 - 0.01 * (2 + 10), 6);
  expect(reports[0].loss).toBe(2);
  expect(reports[0].gradientNorm).toBe(12);
});

test("a penalty of each of several batches to a step counts as the batch does", async () => {
  const { value, reports } = await run([2, 4], { maxSteps: 1, accumulate: 2 });
  expect(value).toBeCloseTo(1 - 0.01 * (3 + 10), 6);
  expect(reports[0].loss).toBe(3);
});

test.each([1, 3])("a penalty leaves no tensor behind, %i batches to a step", async (accumulate) => {
  const { tensors } = await run([1, 2, 3, 1, 2, 3], { maxSteps: 12, accumulate });
  expect(tensors).toHaveLength(12);
  expect(new Set(tensors).size).toBe(1);
});

test("a penalty of a batch without targets teaches nothing", async () => {
  const { model, value } = penalizedModel();
  const { loss } = model;
  let batches = 0;
  const sometimes: Trainable<number> = {
    ...model,
    loss: (...call) => ({ ...loss(...call), count: batches++ % 2 }),
  };
  const options = { optimizer: sgd(), learningRate: 0.01, maxSteps: 1 };
  await new Trainer(sometimes, listStream([7, 2]), options).run();
  expect(batches).toBe(2);
  // The gradient's norm 12 is clipped to 5.
  expect(value.dataSync()[0]).toBeCloseTo(1 - 0.05, 6);
});
