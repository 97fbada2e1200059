import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import "@engram/test-utils";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { adam, adamW, type OptimizerRecipe, rmsProp, sgd } from "../src/index.ts";

type Numbers = Record<"kernel" | "bias", number[]>;
interface Fixtures {
  shapes: Numbers;
  start: Numbers;
  gradients: Numbers[];
  cases: {
    name: string;
    learningRate: number;
    options: Record<string, number>;
    decays?: "all" | "matrices";
    clipNorm?: number;
    after: Record<string, Numbers>;
  }[];
}
const fixtures: Fixtures = JSON.parse(
  readFileSync(new URL("./fixtures/optimizers.json", import.meta.url), "utf8"),
);

function recipe({ name, options, decays }: Fixtures["cases"][number]): OptimizerRecipe {
  switch (name.split(" ")[0]) {
    case "adam":
      return adam(options);
    case "adamW":
      return adamW({ ...options, ...(decays === "all" && { decays: () => true }) });
    case "rmsProp":
      return rmsProp(options);
    default:
      return sgd(options);
  }
}

const tensors = (numbers: Numbers) => ({
  kernel: tf.tensor(numbers.kernel, fixtures.shapes.kernel),
  bias: tf.tensor(numbers.bias, fixtures.shapes.bias),
});

function startParameters() {
  const { kernel, bias } = tensors(fixtures.start);
  const parameters = { kernel: tf.variable(kernel), bias: tf.variable(bias) };
  tf.dispose([kernel, bias]);
  return parameters;
}

beforeAll(() => tf.setBackend("cpu"));
afterEach(() => tf.disposeVariables());

describe("each update is PyTorch's", () => {
  test.each(fixtures.cases.map((item) => [item.name, item] as const))("%s", (_name, item) => {
    const parameters = startParameters();
    const optimizer = recipe(item).bind(parameters);
    for (const [index, numbers] of fixtures.gradients.entries()) {
      const gradients = tensors(numbers);
      const norm = Math.hypot(...numbers.kernel, ...numbers.bias);
      const gradientScale = item.clipNorm === undefined ? 1 : Math.min(1, item.clipNorm / (norm + 1e-6));
      optimizer.update(gradients, { learningRate: item.learningRate, update: index + 1, gradientScale });
      tf.dispose(gradients);
      const expected = item.after[index + 1];
      if (expected === undefined) continue;
      expect(parameters.kernel.dataSync()).toBeAllClose(expected.kernel, { relative: 2e-6 });
      expect(parameters.bias.dataSync()).toBeAllClose(expected.bias, { relative: 2e-6 });
    }
  });

  test("the fixtures tell the cases apart", () => {
    const ends = fixtures.cases.map(({ after }) => JSON.stringify(after[fixtures.gradients.length]));
    expect(new Set(ends).size).toBe(fixtures.cases.length);
  });
});

describe.each<[string, OptimizerRecipe]>([
  ["adam", adam()],
  ["adamW", adamW()],
  ["rmsProp", rmsProp({ momentum: 0.5 })],
  ["sgd", sgd({ momentum: 0.5 })],
])("%s", (_name, optimizerRecipe) => {
  test("neither makes nor loses tensors from update to update, and dispose frees its slots", () => {
    const parameters = startParameters();
    const before = tf.memory().numTensors;
    const optimizer = optimizerRecipe.bind(parameters);
    const gradients = tensors(fixtures.gradients[0]);
    const bound = tf.memory().numTensors;
    for (let update = 1; update <= 4; update++) {
      optimizer.update(gradients, { learningRate: 0.1, update, gradientScale: 0.5 });
      expect(tf.memory().numTensors).toBe(bound);
    }
    expect(Object.keys(optimizer.slots).length).toBeGreaterThan(0);
    tf.dispose(gradients);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("leaves a parameter without a gradient and its slots alone", () => {
    const parameters = startParameters();
    const optimizer = optimizerRecipe.bind(parameters);
    const { kernel, bias } = tensors(fixtures.gradients[0]);
    optimizer.update({ kernel }, { learningRate: 0.1, update: 1, gradientScale: 1 });
    expect(parameters.bias.dataSync()).toEqual(Float32Array.from(fixtures.start.bias));
    for (const [name, slot] of Object.entries(optimizer.slots)) {
      expect(slot.dataSync().some((value) => value !== 0)).toBe(name.endsWith("kernel"));
    }
    tf.dispose([kernel, bias]);
  });
});

test("settings that no optimiser can have are refused by name", () => {
  expect(() => adam({ beta1: 1 })).toThrow("adam: beta1: expected a number >= 0 and < 1, got 1");
  expect(() => adamW({ epsilon: -1 })).toThrow("adamW: epsilon: expected a number >= 0, got -1");
  expect(() => adamW({ weightDecay: Number.NaN })).toThrow(
    "adamW: weightDecay: expected a number >= 0, got NaN",
  );
  expect(() => rmsProp({ decay: -0.1 })).toThrow("rmsProp: decay");
  expect(() => sgd({ nesterov: true })).toThrow("sgd: expected a momentum above 0 with nesterov, got 0");
});
