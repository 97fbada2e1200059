import "@engram/test-utils";
import { afterAll, describe, expect, test } from "vitest";
import { createKernels, type Kernels } from "../src/node/index.ts";
import { startEveryBuild } from "./support/kernel-builds.ts";
import { digest, runOperation, someNumbers } from "./support/run-operation.ts";

const reference = await createKernels({ build: "reference" });
const { kernels } = await startEveryBuild();
afterAll(() => {
  for (const each of [reference, ...kernels.values()]) each.dispose();
});

/** Far from 0, so that a variance by E[x²] - E[x]² would show. */
const someRows = (rows: number, width: number) =>
  Float32Array.from(someNumbers(rows * width), (value) => value + 100);

function forward(each: Kernels, rows: number, width: number, input: Float32Array = someRows(rows, width)) {
  return runOperation(each, "layerNormForward", {
    inputs: { input, gain: someNumbers(width, 2), bias: someNumbers(width, 3) },
    outputs: { output: rows * width, mean: rows, inverseDeviation: rows },
    values: { rows, width, epsilon: 1e-5 },
  });
}

function backward(each: Kernels, rows: number, width: number) {
  const { mean, inverseDeviation } = forward(reference, rows, width);
  const inputs = { input: someRows(rows, width), gain: someNumbers(width, 2), mean, inverseDeviation };
  return runOperation(each, "layerNormBackward", {
    inputs: { ...inputs, outputGrad: someNumbers(rows * width, 4) },
    outputs: { inputGrad: rows * width, gainGrad: width, biasGrad: width },
    values: { rows, width },
  });
}

const SIZES = [
  [1, 1],
  [3, 5],
  [5, 17],
  [129, 33],
  [17, 129],
  [300, 200],
];

describe.each([...kernels.keys()])("%s", (build) => {
  const compiled = kernels.get(build)!;

  test.each(SIZES)("%d rows of %d are normalised as by the reference", (rows, width) => {
    expect(compiled.build).toBe(build);
    const actual = forward(compiled, rows, width);
    for (const [name, expected] of Object.entries(forward(reference, rows, width))) {
      // The mean of numbers about 100 is known to 1e-5, and that is what the difference from it is off by.
      expect(actual[name], name).toBeAllClose(expected, { relative: 5e-5 });
    }
  });

  test.each(SIZES)("%d rows of %d have the reference's gradients", (rows, width) => {
    const actual = backward(compiled, rows, width);
    for (const [name, expected] of Object.entries(backward(reference, rows, width))) {
      expect(actual[name], name).toBeAllClose(expected, { relative: 1e-5 });
    }
  });

  test("equal numbers become the bias", () => {
    const { output } = forward(compiled, 2, 19, new Float32Array(38).fill(3));
    expect(output.subarray(19)).toBeAllClose(someNumbers(19, 3), { relative: 1e-5 });
  });
});

test("gradients are those of finite differences", () => {
  const [rows, width] = [3, 5];
  const weights = someNumbers(rows * width, 4);
  const loss = (input: Float32Array) =>
    forward(reference, rows, width, input).output.reduce(
      (sum, value, index) => sum + value * weights[index],
      0,
    );
  const differences = Float32Array.from({ length: rows * width }, (_, index) => {
    const [up, down] = [1 / 256, -1 / 256].map((change) => {
      const input = someRows(rows, width);
      input[index] += change;
      return loss(input);
    });
    return (up - down) * 128;
  });
  expect(backward(reference, rows, width).inputGrad).toBeAllClose(differences, { relative: 2e-3 });
});

test("gradients are the same bit for bit on 1, 2 and 4 threads", async () => {
  const build = [...kernels.keys()][0];
  const [first, ...others] = await Promise.all(
    [1, 2, 4].map(async (threads) => {
      const each = await createKernels({ build, threads });
      const result = digest(backward(each, 1000, 100));
      each.dispose();
      return result;
    }),
  );
  expect(others).toEqual([first, first]);
});
