import "@engram/test-utils";
import { afterAll, describe, expect, test } from "vitest";
import { createKernels, type Kernels } from "../src/node/index.ts";
import { startEveryBuild } from "./support/kernel-builds.ts";
import { runOperation, someNumbers } from "./support/run-operation.ts";

const reference = await createKernels({ build: "reference" });
const { kernels } = await startEveryBuild();
afterAll(() => {
  for (const each of [reference, ...kernels.values()]) each.dispose();
});

interface Shape {
  readonly rows: number;
  readonly hiddenSize: number;
  readonly vocabularySize: number;
}

interface Variant {
  readonly kernelTransposed?: number;
  readonly labelSmoothing?: number;
  readonly ignoreId?: number;
  readonly withBias?: boolean;
  readonly withGradients?: boolean;
}

function run(each: Kernels, shape: Shape, variant: Variant = {}, given = someInputs(shape)) {
  const { rows, hiddenSize, vocabularySize } = shape;
  const { bias, ...inputs } = given;
  const { withBias = true, withGradients = true, ignoreId = -1, ...values } = variant;
  const hiddenGrad = rows * hiddenSize;
  const gradients = { hiddenGrad, kernelGrad: hiddenSize * vocabularySize, biasGrad: vocabularySize };
  return runOperation(each, "linearCrossEntropy", {
    inputs: withBias ? { ...inputs, bias } : inputs,
    outputs: { losses: rows, loss: 1, ...(withGradients ? gradients : {}) },
    values: { ...shape, ...values, ignoreId, scale: 0.7 },
  });
}

function someInputs({ rows, hiddenSize, vocabularySize }: Shape) {
  const hidden = someNumbers(rows * hiddenSize, 1, 2);
  const kernel = someNumbers(hiddenSize * vocabularySize, 2, 1);
  const targets = Int32Array.from({ length: rows }, (_, row) => (row * 7919 + 3) % vocabularySize);
  // Every fifth has no target.
  for (let row = 4; row < rows; row += 5) targets[row] = -1;
  return { hidden, kernel, bias: someNumbers(vocabularySize, 3), targets };
}

const shapeOf = ([rows, hiddenSize, vocabularySize]: readonly number[]) => ({
  rows,
  hiddenSize,
  vocabularySize,
});
const SHAPES = [
  [1, 1, 1],
  [3, 5, 17],
  [17, 33, 3],
  [33, 17, 129],
  [129, 3, 65],
  [700, 64, 65],
  [65, 40, 1030],
  [530, 33, 257],
  [20, 16, 5000],
];

describe.each([...kernels.keys()])("%s", (build) => {
  const compiled = kernels.get(build)!;

  function expectTheReference(shape: Shape, variant: Variant = {}) {
    expect(compiled.build).toBe(build);
    const actual = run(compiled, shape, variant);
    for (const [name, expected] of Object.entries(run(reference, shape, variant))) {
      expect(actual[name], name).toBeAllClose(expected, { relative: 5e-6 });
    }
  }

  test.each(SHAPES)(
    "%d rows of %d numbers, %d classes: losses and gradients are the reference's",
    (...sizes) => {
      expectTheReference(shapeOf(sizes));
    },
  );

  test.each(SHAPES)("%d rows of %d numbers, %d classes: tied, smoothed, without bias", (...sizes) => {
    expectTheReference(shapeOf(sizes), { kernelTransposed: 1, labelSmoothing: 0.1, withBias: false });
  });

  test("losses alone are those that come with gradients", () => {
    const shape = { rows: 150, hiddenSize: 40, vocabularySize: 700 };
    const { losses, loss } = run(compiled, shape);
    const alone = run(compiled, shape, { withGradients: false });
    expect(alone.losses).toEqual(losses);
    expect(alone.loss).toEqual(loss);
  });

  test("any id can be the one to ignore", () => {
    expectTheReference({ rows: 33, hiddenSize: 5, vocabularySize: 17 }, { ignoreId: 3 });
  });

  test("rows without target have no part, whatever their numbers are", () => {
    const shape = { rows: 5, hiddenSize: 3, vocabularySize: 40 };
    const inputs = someInputs(shape);
    inputs.hidden.fill(Number.NaN, 12);
    const { losses, hiddenGrad } = run(compiled, shape, {}, inputs);
    expect(losses[4]).toBe(0);
    expect([...hiddenGrad.subarray(12)]).toEqual([0, 0, 0]);
  });

  test("no rows: a loss and gradients of 0", () => {
    const { loss, kernelGrad, biasGrad } = run(compiled, { rows: 0, hiddenSize: 3, vocabularySize: 20 });
    for (const zeros of [loss, kernelGrad, biasGrad]) expect(zeros.every((value) => value === 0)).toBe(true);
  });

  test("large logits lose nothing: a sure and right answer costs 0, a sure and wrong one the difference", () => {
    const shape = { rows: 2, hiddenSize: 1, vocabularySize: 300 };
    const kernel = new Float32Array(300);
    [kernel[1], kernel[299]] = [1000, -2000];
    const inputs = { hidden: Float32Array.of(1, 1), kernel, bias: new Float32Array(300) };
    const { losses, hiddenGrad } = run(compiled, shape, {}, { ...inputs, targets: Int32Array.of(1, 299) });
    expect([...losses]).toEqual([0, 3000]);
    expect(hiddenGrad[1]).toBeCloseTo(0.7 * 3000, 2);
  });

  test("a target outside the vocabulary is seen: the losses are NaN", () => {
    const shape = { rows: 2, hiddenSize: 1, vocabularySize: 3 };
    const inputs = { ...someInputs(shape), targets: Int32Array.of(1, 3) };
    const { losses, loss, hiddenGrad } = run(compiled, shape, {}, inputs);
    expect([losses[1], loss[0], hiddenGrad[1]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  test("the result is the same, bit for bit, on 1, 2 and 4 threads", async () => {
    for (const sizes of [
      [700, 64, 65],
      [600, 80, 1500],
    ]) {
      const expected = run(compiled, shapeOf(sizes));
      for (const threads of [1, 4]) {
        const other = await createKernels({ build, threads });
        expect(run(other, shapeOf(sizes))).toEqual(expected);
        other.dispose();
      }
    }
  });
});

test("the gradients are those of finite differences", () => {
  const shape = { rows: 4, hiddenSize: 3, vocabularySize: 5 };
  const variant = { labelSmoothing: 0.2 };
  const inputs = someInputs(shape);
  const gradients = run(reference, shape, variant, inputs);
  const step = 2 ** -8;
  for (const name of ["hidden", "kernel", "bias"] as const) {
    const slopes = inputs[name].map((value, index) => {
      const at = (shifted: number) =>
        run(reference, shape, variant, { ...inputs, [name]: inputs[name].with(index, shifted) }).loss[0];
      return (at(value + step) - at(value - step)) / (2 * step);
    });
    expect(gradients[`${name}Grad`], name).toBeAllClose(slopes, { relative: 1e-3 });
  }
});
