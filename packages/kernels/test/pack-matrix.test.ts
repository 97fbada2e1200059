import "@engram/test-utils";
import { afterAll, expect, test } from "vitest";
import { createKernels, type Kernels } from "../src/node/index.ts";
import { startEveryBuild } from "./support/kernel-builds.ts";
import { runOperation, someNumbers } from "./support/run-operation.ts";

const { kernels } = await startEveryBuild();
const reference = await createKernels({ build: "reference" });
afterAll(() => {
  for (const each of [...kernels.values(), reference]) each.dispose();
});

const SIZES = [
  [1, 1],
  [3, 5],
  [17, 33],
  [33, 129],
  [129, 260],
];

/** Scales and errors of one matrix, whose rows and columns lie `spread` apart. */
function rounded(each: Kernels, rows: number, columns: number, transposed: boolean) {
  const [rowStride, columnStride] = transposed ? [1, rows + 2] : [columns + 3, 1];
  const length = (rows - 1) * rowStride + (columns - 1) * columnStride + 1;
  const source = someNumbers(length, rows).map((value, index) => (index % 7 === 0 ? value * 9 : value));
  if (!transposed) for (let row = 0; row < rows; row++) source[row * rowStride] = 0;
  return runOperation(each, "packMatrix", {
    inputs: { source },
    outputs: { packed: (rows + 1) * (columns + 128), scales: columns, errors: columns },
    values: { rows, columns, rowStride, columnStride, gated: columns % 4 === 0 ? 1 : 0 },
  });
}

test.each(SIZES)(
  "a [%d,%d] matrix is rounded as the reference rounds it, in every build",
  (rows, columns) => {
    for (const transposed of [false, true]) {
      const expected = rounded(reference, rows, columns, transposed);
      for (const [build, each] of kernels) {
        const { scales, errors } = rounded(each, rows, columns, transposed);
        expect(scales, build).toEqual(expected.scales);
        expect(errors, build).toBeAllClose(expected.errors);
      }
    }
  },
);

test("a column's error is at most half a step a weight, and 0 for zeros", () => {
  for (const each of kernels.values()) {
    const { scales, errors } = rounded(each, 40, 9, false);
    expect([scales[0], errors[0]]).toEqual([1, 0]);
    for (let column = 1; column < 9; column++) {
      expect(Math.sqrt(errors[column] / 40)).toBeLessThan(scales[column] / 2);
      expect(errors[column]).toBeGreaterThan(0);
    }
  }
});
