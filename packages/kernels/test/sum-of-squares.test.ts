import { afterAll, describe, expect, test } from "vitest";
import { createKernels } from "../src/node/index.ts";
import { startEveryBuild } from "./support/kernel-builds.ts";
import { runOperation, someNumbers } from "./support/run-operation.ts";

const { kernels } = await startEveryBuild();
afterAll(() => {
  for (const each of kernels.values()) each.dispose();
});

function sumOfSquares(each: Parameters<typeof runOperation>[0], input: Float32Array): number {
  const values = { count: input.length };
  return runOperation(each, "sumOfSquares", { inputs: { input }, outputs: { output: 1 }, values }).output[0];
}

describe.each([...kernels.keys()])("%s", (build) => {
  const compiled = kernels.get(build)!;

  test.each([1, 3, 5, 17, 33, 129, 8191, 8192, 8193, 100_001])("%d numbers", (count) => {
    expect(compiled.build).toBe(build);
    const input = someNumbers(count, count, 3);
    const expected = input.reduce((sum, value) => sum + value * value, 0);
    expect(Math.abs(sumOfSquares(compiled, input) / expected - 1)).toBeLessThan(1e-6);
  });

  test("keeps float32's accuracy over two million equal numbers", () => {
    const input = new Float32Array(2_000_000).fill(0.1);
    const expected = 2_000_000 * Math.fround(0.1) ** 2;
    expect(Math.abs(sumOfSquares(compiled, input) / expected - 1)).toBeLessThan(2e-6);
  });

  test("keeps infinities and NaN", () => {
    const input = someNumbers(50);
    input[40] = Number.NEGATIVE_INFINITY;
    expect(sumOfSquares(compiled, input)).toBe(Number.POSITIVE_INFINITY);
    input[49] = Number.NaN;
    expect(sumOfSquares(compiled, input)).toBeNaN();
  });

  test("no numbers have the sum 0", () => {
    expect(sumOfSquares(compiled, new Float32Array(0))).toBe(0);
  });
});

test("the sum is the same bit for bit on 1, 2 and 4 threads", async () => {
  const build = [...kernels.keys()][0];
  const input = someNumbers(300_007);
  const sums = await Promise.all(
    [1, 2, 4].map(async (threads) => {
      const each = await createKernels({ build, threads });
      const sum = sumOfSquares(each, input);
      each.dispose();
      return sum;
    }),
  );
  expect(new Set(sums).size).toBe(1);
});
