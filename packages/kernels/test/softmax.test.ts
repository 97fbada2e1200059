import "@engram/test-utils";
import { describe, expect, test } from "vitest";
import type { Kernels } from "../src/node/index.ts";
import { everyBuild } from "./support/every-build.ts";
import { runOperation, someNumbers } from "./support/run-operation.ts";

const { builds, reference } = await everyBuild();
const FORWARD = ["softmaxRows", "logSoftmaxRows"] as const;
const BACKWARD = { softmaxRows: "softmaxRowsGrad", logSoftmaxRows: "logSoftmaxRowsGrad" } as const;
const SIZES = [
  [1, 1],
  [3, 5],
  [17, 33],
  [33, 129],
  [200, 1000],
];

type Forward = (typeof FORWARD)[number];

function forward(
  each: Kernels,
  name: Forward,
  rows: number,
  columns: number,
  input = someNumbers(rows * columns, 1, 9),
) {
  const call = { inputs: { input }, outputs: { output: rows * columns }, values: { rows, columns } };
  return runOperation(each, name, call).output;
}

function backward(each: Kernels, name: Forward, rows: number, columns: number) {
  const inputs = {
    output: forward(reference, name, rows, columns),
    outputGrad: someNumbers(rows * columns, 2, 3),
  };
  const call = { inputs, outputs: { inputGrad: rows * columns }, values: { rows, columns } };
  return runOperation(each, BACKWARD[name], call).inputGrad;
}

describe.each(builds)("%s", (build, compiled) => {
  describe.each(FORWARD)("%s", (name) => {
    test.each(SIZES)("%d rows of %d are the reference's", (rows, columns) => {
      expect(compiled.build).toBe(build);
      const expected = forward(reference, name, rows, columns);
      expect(forward(compiled, name, rows, columns)).toBeAllClose(expected, { relative: 1e-6 });
    });

    test.each(SIZES)("%d rows of %d have the reference's gradient", (rows, columns) => {
      const expected = backward(reference, name, rows, columns);
      expect(backward(compiled, name, rows, columns)).toBeAllClose(expected, { relative: 1e-6 });
    });

    test("the output may take the input's place", () => {
      const input = someNumbers(17 * 40);
      const call = { inputs: { input }, outputs: { output: "input" }, values: { rows: 17, columns: 40 } };
      expect(runOperation(compiled, name, call).output).toEqual(forward(compiled, name, 17, 40, input));
    });
  });

  test("what is masked by -infinity gets nothing, and large numbers lose nothing", () => {
    const input = Float32Array.of(Number.NEGATIVE_INFINITY, 1e30, 1e30, -1e30, 0);
    expect([...forward(compiled, "softmaxRows", 1, 5, input)]).toEqual([0, 0.5, 0.5, 0, 0]);
  });
});

test.each(FORWARD)("the gradient of %s is that of finite differences", (name) => {
  const input = someNumbers(7);
  const weights = someNumbers(7, 2);
  const call = { inputs: { output: forward(reference, name, 1, 7, input), outputGrad: weights } };
  const gradient = runOperation(reference, BACKWARD[name], {
    ...call,
    outputs: { inputGrad: 7 },
    values: { rows: 1, columns: 7 },
  });
  const step = 2 ** -9;
  const slopes = input.map((value, index) => {
    const at = (shifted: number) =>
      forward(reference, name, 1, 7, input.with(index, shifted)).reduce(
        (sum, y, i) => sum + y * weights[i],
        0,
      );
    return (at(value + step) - at(value - step)) / (2 * step);
  });
  expect(gradient.inputGrad).toBeAllClose(slopes, { relative: 1e-4 });
});
