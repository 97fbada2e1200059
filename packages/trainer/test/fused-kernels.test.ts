import { chooseBackend } from "@engram/backend/node";
import { bpttStreams } from "@engram/dataset";
import "@engram/test-utils";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { adam, adamW, type OptimizerRecipe, rmsProp, type StepReport, sgd, Trainer } from "../src/index.ts";
import { RecurrentModel } from "./support/recurrent-model.ts";

const RECIPES: Record<string, [kernel: string, OptimizerRecipe]> = {
  adam: ["AdamUpdate", adam()],
  "adamW, which leaves vectors alone": ["AdamUpdate", adamW({ weightDecay: 0.3 })],
  sgd: ["SgdUpdate", sgd()],
  "sgd with momentum": ["SgdUpdate", sgd({ momentum: 0.8 })],
  "sgd with Nesterov's momentum": ["SgdUpdate", sgd({ momentum: 0.8, nesterov: true })],
  rmsProp: ["RmsPropUpdate", rmsProp()],
  "rmsProp with momentum": ["RmsPropUpdate", rmsProp({ momentum: 0.8 })],
};
const UPDATES = 20;

/** Uneven numbers of both signs. */
const values = (shape: number[], seed: number) =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, index) =>
      Math.sin(index * index + 7 * seed),
    ),
    shape,
  );

const makeParameters = () =>
  tf.tidy(() => ({ kernel: tf.variable(values([37, 53], 1)), bias: tf.variable(values([53], 2)) }));

/** Parameters and slots after some updates, and the kernels of the last. */
async function train(recipe: OptimizerRecipe) {
  const parameters = makeParameters();
  const optimizer = recipe.bind(parameters);
  const gradients = { kernel: values([37, 53], 3), bias: values([53], 4) };
  let kernelNames: string[] = [];
  for (let update = 1; update <= UPDATES; update++) {
    const rateFactors = { bias: 0.25 };
    const context = { learningRate: 0.01, update, gradientScale: 0.5 ** (update % 3), rateFactors };
    ({ kernelNames } = await tf.profile(() => {
      optimizer.update(gradients, context);
      return [];
    }));
  }
  const numbers = Object.entries({ ...parameters, ...optimizer.slots }).map(
    ([name, variable]) => [name, variable.dataSync()] as const,
  );
  optimizer.dispose();
  tf.dispose([parameters, gradients]);
  return { numbers: Object.fromEntries(numbers), kernelNames };
}

/** The reports of some steps of a recurrent model on the active backend, and all kernels that they took. */
async function reportsOfRun() {
  const tokens = Int32Array.from({ length: 151 }, (_, index) => (index * index + 3 * index) % 7);
  const reports: StepReport[] = [];
  const model = new RecurrentModel();
  const trainer = new Trainer(model, bpttStreams(tokens, { batchSize: 3, sequenceLength: 4 }), {
    maxSteps: 10,
    clipNorm: 0.1,
    observers: [{ onStep: (report) => void reports.push(report) }],
  });
  const { kernelNames } = await tf.profile(async () => {
    await trainer.run();
    return [];
  });
  trainer.dispose();
  tf.dispose(Object.values(model.parameters));
  return { reports, kernelNames };
}

describe.each(["engram", "engram:wasm-relaxed", "engram:wasm-single"])("%s", (backend) => {
  beforeAll(() => chooseBackend({ backend }));
  beforeEach(() => tf.setBackend(backend));
  afterAll(() => tf.setBackend("cpu"));

  test.each(Object.entries(RECIPES))("%s is that of composed operations", async (_, [kernel, recipe]) => {
    const fused = await train(recipe);
    expect(new Set(fused.kernelNames)).toEqual(new Set([kernel]));
    await tf.setBackend("cpu");
    const composed = await train(recipe);
    expect(composed.kernelNames).not.toContain(kernel);
    for (const [name, expected] of Object.entries(composed.numbers)) {
      expect(fused.numbers[name], name).toBeAllClose(expected, { relative: 1e-5 });
    }
  });

  test("losses and gradient norms of a run are those of composed operations", async () => {
    const fused = await reportsOfRun();
    expect(fused.kernelNames).toContain("SumOfSquares");
    await tf.setBackend("cpu");
    const composed = await reportsOfRun();
    for (const name of ["loss", "gradientNorm"] as const) {
      const expected = composed.reports.map((report) => report[name]);
      expect(fused.reports.map((report) => report[name])).toBeAllClose(expected, { relative: 1e-4 });
    }
  });

  test("a copy of a parameter stays as it was, and no memory is taken for updates", () => {
    const parameters = makeParameters();
    const gradients = { kernel: values([37, 53], 3), bias: values([53], 4) };
    const optimizer = adam().bind(parameters);
    const update = (count: number) =>
      optimizer.update(gradients, { learningRate: 0.1, update: count, gradientScale: 1 });
    update(1);
    const { numTensors, numBytes } = tf.memory();
    const copy = tf.clone(parameters.kernel);
    const before = parameters.kernel.dataSync();
    update(2);
    expect(copy.dataSync()).toEqual(before);
    expect(parameters.kernel.dataSync()).not.toEqual(before);
    copy.dispose();
    update(3);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    optimizer.dispose();
    tf.dispose([parameters, gradients]);
  });
});
