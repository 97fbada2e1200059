import { bpttStreams } from "@engram/dataset";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  adam,
  adamW,
  createMemoryCheckpoints,
  discriminativeRates,
  gradualUnfreezing,
  type OptimizerRecipe,
  type ParameterGroups,
  rmsProp,
  sgd,
  Trainer,
  type TrainerOptions,
} from "../src/index.ts";
import { numbersOf, RecurrentModel } from "./support/recurrent-model.ts";
import { listStream } from "./support/simple-models.ts";

const GROUPS: ParameterGroups = [["embedding"], ["recurrentKernel"], ["output"]];
const tokens = Int32Array.from({ length: 151 }, (_, index) => (index * index + 3 * index) % 7);
const batches = () => bpttStreams(tokens, { batchSize: 3, sequenceLength: 4 });

beforeAll(() => tf.setBackend("cpu"));
afterEach(() => tf.disposeVariables());

/** The parameters' numbers before and after a run. */
async function train(options: TrainerOptions) {
  const model = new RecurrentModel();
  const before = numbersOf(model.parameters);
  const trainer = new Trainer(model, batches(), options);
  await trainer.run();
  trainer.dispose();
  return { before, after: numbersOf(model.parameters) };
}

describe("discriminativeRates", () => {
  test("gives the last group the whole rate, and each before it that of the next divided by the factor", () => {
    const rate = discriminativeRates(GROUPS, { factor: 2 });
    expect(["embedding", "recurrentKernel", "output.kernel", "output.bias"].map(rate)).toEqual([
      1 / 4,
      1 / 2,
      1,
      1,
    ]);
    expect(discriminativeRates(GROUPS)("recurrentKernel")).toBeCloseTo(1 / 2.6, 12);
  });

  test("takes the longest name that fits, up to a dot", () => {
    const groups = [["lstm.1"], ["lstm"], ["lstm.1.forward.bias"]];
    const rate = discriminativeRates(groups, { factor: 10 });
    expect(["lstm.1.forward.kernel", "lstm.10.forward.kernel", "lstm.1.forward.bias"].map(rate)).toEqual([
      1 / 100,
      1 / 10,
      1,
    ]);
  });

  test("refuses a parameter of no group and a factor below 1", () => {
    const rate = discriminativeRates(GROUPS);
    expect(() => rate("embeddings")).toThrow(
      "discriminativeRates: expected embeddings to belong to a group, got none",
    );
    expect(() => discriminativeRates(GROUPS, { factor: 0.5 })).toThrow(
      "discriminativeRates: factor: expected a number >= 1, got 0.5",
    );
  });
});

describe("gradualUnfreezing", () => {
  test("trains the last group, then one more each stage, at the rates that it was given", () => {
    const names = ["embedding", "recurrentKernel", "output.kernel"];
    const rates = (stages: ReturnType<typeof gradualUnfreezing>) =>
      stages.map(({ trainedGroups, rateFactor }) => [trainedGroups, ...names.map(rateFactor)]);
    expect(rates(gradualUnfreezing(GROUPS))).toEqual([
      [1, 0, 0, 1],
      [2, 0, 1, 1],
      [3, 1, 1, 1],
    ]);
    expect(rates(gradualUnfreezing(GROUPS, discriminativeRates(GROUPS, { factor: 2 })))).toEqual([
      [1, 0, 0, 1],
      [2, 0, 1 / 2, 1],
      [3, 1 / 4, 1 / 2, 1],
    ]);
  });

  test("leaves what is frozen as it is, bit for bit, and trains the rest", async () => {
    for (const { rateFactor, trainedGroups } of gradualUnfreezing(GROUPS)) {
      const { before, after } = await train({
        maxSteps: 3,
        optimizer: adamW({ weightDecay: 0.5 }),
        rateFactor,
      });
      const changed = Object.keys(before).filter((name) => String(after[name]) !== String(before[name]));
      expect(changed).toEqual(Object.keys(before).slice(3 - trainedGroups));
    }
  });

  test("refuses no groups", () => {
    expect(() => gradualUnfreezing([])).toThrow("gradualUnfreezing: expected at least one group, got none");
  });
});

describe("rateFactor", () => {
  test.each<[string, OptimizerRecipe]>([
    ["adam", adam()],
    ["adamW", adamW({ weightDecay: 0.3, decays: () => true })],
    ["rmsProp", rmsProp({ momentum: 0.5 })],
    ["sgd", sgd({ momentum: 0.5 })],
  ])("of a half is half the first step of %s, and of 1 the whole", async (_, optimizer) => {
    const options = { maxSteps: 1, optimizer, learningRate: 0.05 };
    const half = await train({ ...options, rateFactor: (name) => (name === "embedding" ? 0.5 : 1) });
    const whole = await train(options);
    for (const [name, start] of Object.entries(whole.before)) {
      const factor = name === "embedding" ? 0.5 : 1;
      start.forEach((value, index) => {
        const step = whole.after[name][index] - value;
        expect(half.after[name][index] - value, `${name} ${index}`).toBeCloseTo(factor * step, 6);
      });
    }
    expect(whole.after).not.toEqual(whole.before);
    expect(half.after["output.kernel"]).toEqual(whole.after["output.kernel"]);
    expect(half.after.embedding).not.toEqual(whole.after.embedding);
  });

  test("of 0 freezes: no gradient is computed, and there are no slots", async () => {
    const backward: string[] = [];
    const parameters = Object.fromEntries(
      ["below", "above"].map((name) => [name, tf.tidy(() => tf.variable(tf.scalar(2)))]),
    );
    const doubled = (name: string) =>
      tf.customGrad((input) => ({
        value: tf.mul(input as tf.Tensor, 2),
        gradFunc: (upper) => {
          backward.push(name);
          return tf.mul(upper, 2);
        },
      }))(parameters[name]);
    const loss = () => ({ loss: tf.mul(doubled("below"), doubled("above")) as tf.Scalar, count: 1 });
    const run = async (options: Partial<TrainerOptions>) => {
      const checkpoints = createMemoryCheckpoints();
      await new Trainer({ parameters, loss }, listStream([{}]), {
        maxSteps: 1,
        checkpoints,
        ...options,
      }).run();
      const { arrays } = (await checkpoints.load("last"))!;
      return Object.keys(arrays).sort();
    };
    expect(await run({ rateFactor: (name) => (name === "below" ? 0 : 1) })).toEqual([
      "model.above",
      "model.below",
      "optimizer.mean.above",
      "optimizer.square.above",
    ]);
    expect(backward).toEqual(["above"]);
    expect(parameters.below.dataSync()[0]).toBe(2);
    await run({});
    expect(backward.sort()).toEqual(["above", "above", "below"]);
  });

  test.each<[number, string]>([
    [-1, "Trainer: rateFactor of embedding: expected a number >= 0, got -1"],
    [Number.NaN, "Trainer: rateFactor of embedding: expected a number >= 0, got NaN"],
    [Number.POSITIVE_INFINITY, "Trainer: rateFactor of embedding: expected a number >= 0, got Infinity"],
    [0, "Trainer: expected a parameter that is trained, got none"],
  ])("of %f for all is refused", (factor, message) => {
    const options = { maxSteps: 1, rateFactor: () => factor };
    expect(() => new Trainer(new RecurrentModel(), batches(), options)).toThrow(message);
  });

  test("of another stage does not resume: the optimiser's slots are not those", async () => {
    const checkpoints = createMemoryCheckpoints();
    const [first, second] = gradualUnfreezing(GROUPS);
    const run = ({ rateFactor }: typeof first) =>
      new Trainer(new RecurrentModel(), batches(), { maxSteps: 1, checkpoints, rateFactor });
    await run(first).run();
    expect(await run(first).resume()).toBe(true);
    await expect(run(second).resume()).rejects.toThrow(
      "Trainer.resume: expected optimizer.mean.recurrentKernel",
    );
  });
});
