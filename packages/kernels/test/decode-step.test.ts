import { relativeError } from "@engram/test-utils";
import { afterAll, describe, expect, test } from "vitest";
import { createKernels } from "../src/node/index.ts";
import { type DecodeModelShape, decodeModel } from "./support/decode-model.ts";
import { startEveryBuild } from "./support/kernel-builds.ts";

const { kernels } = await startEveryBuild();
const reference = await createKernels({ build: "reference" });
afterAll(() => {
  for (const each of [...kernels.values(), reference]) each.dispose();
});

const SHAPES: Omit<DecodeModelShape, "int8">[] = [
  { vocabularySize: 1, hiddenSizes: [1], batch: 1 },
  { vocabularySize: 3, hiddenSizes: [5], batch: 1 },
  { vocabularySize: 65, hiddenSizes: [128], batch: 1 },
  { vocabularySize: 17, embeddingSize: 3, hiddenSizes: [33, 17], batch: 3 },
  { vocabularySize: 129, embeddingSize: 33, hiddenSizes: [1, 3, 5, 17, 33, 32, 31, 129], batch: 2 },
  { vocabularySize: 200, embeddingSize: 64, hiddenSizes: [64, 64], batch: 17 },
  { vocabularySize: 1001, hiddenSizes: [257, 255], batch: 5 },
];
const CASES = SHAPES.flatMap((shape) => [false, true].map((int8) => ({ ...shape, int8 })));

/** Logits and states after each of three tokens a row. */
function threeSteps(each: typeof reference, shape: DecodeModelShape): Float32Array[] {
  const model = decodeModel(each, shape);
  const steps = [0, 1, 2].map((turn) =>
    model.step(Array.from({ length: shape.batch }, (_, row) => (7 * turn + 5 * row) % shape.vocabularySize)),
  );
  expect(model.behind().every((value) => value === 77)).toBe(true);
  model.dispose();
  return steps;
}

describe.each(CASES)("V $vocabularySize, E $embeddingSize, H $hiddenSizes, B $batch, int8 $int8", (shape) => {
  const expected = threeSteps(reference, shape);

  test.each([...kernels.keys()])("%s does what the reference does", (build) => {
    const each = kernels.get(build)!;
    expect(each.build).toBe(build);
    const inUse = each.heap.bytesInUse;
    const steps = threeSteps(each, shape);
    for (const [turn, step] of steps.entries()) {
      expect(relativeError(step, expected[turn])).toBeLessThan(shape.int8 ? 2e-5 : 5e-6);
    }
    // Command blocks are kept for the next operation that is prepared.
    const kept = each.heap.bytesInUse;
    threeSteps(each, shape);
    expect(each.heap.bytesInUse).toBe(kept);
    expect(kept - inUse).toBeLessThan(9 * 1024);
  });
});

test.each([false, true])("1, 2 and 4 threads give the same bits (int8 %s)", async (int8) => {
  // Large enough for two parts of int8, and four of float32.
  const shape = { vocabularySize: 40, hiddenSizes: [737], batch: 3, int8 };
  for (const build of kernels.keys()) {
    const runs = [];
    for (const threads of [1, 2, 4]) {
      const each = await createKernels({ build, threads });
      runs.push(threeSteps(each, shape));
      each.dispose();
    }
    expect(runs[1], build).toEqual(runs[0]);
    expect(runs[2], build).toEqual(runs[0]);
  }
});

test("a row's numbers do not depend on the rows beside it", () => {
  const shape = { vocabularySize: 65, embeddingSize: 8, hiddenSizes: [70, 33], int8: false };
  for (const [build, each] of kernels) {
    const alone = decodeModel(each, { ...shape, batch: 1 });
    const beside = decodeModel(each, { ...shape, batch: 4 });
    const one = alone.step([9]).subarray(0, 65);
    expect(beside.step([9, 1, 2, 3]).subarray(0, 65), build).toEqual(one);
    alone.dispose();
    beside.dispose();
  }
});

test("int8 weights move a logit by less than 2% of the logits' root mean square", () => {
  const shape = { vocabularySize: 65, hiddenSizes: [128, 128], batch: 4 };
  for (const [build, each] of kernels) {
    const [exact] = threeSteps(each, { ...shape, int8: false }).slice(-1);
    const [rounded] = threeSteps(each, { ...shape, int8: true }).slice(-1);
    const length = shape.batch * shape.vocabularySize;
    const rms = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / length);
    const logits = [...exact.subarray(0, length)];
    const moved = rms(logits.map((logit, index) => logit - rounded[index]));
    expect(moved / rms(logits), build).toBeLessThan(0.02);
    expect(moved, build).toBeGreaterThan(0);
  }
});
