import "@engram/test-utils";
import { describe, expect, test } from "vitest";
import type { Kernels } from "../src/node/index.ts";
import { everyBuild } from "./support/every-build.ts";
import { runOperation, someNumbers } from "./support/run-operation.ts";

const { builds, reference } = await everyBuild();
const COUNTS = [0, 1, 3, 5, 17, 33, 129, 40_001];

describe.each(builds)("%s", (build, compiled) => {
  test.each(COUNTS)("fill writes %d numbers", (count) => {
    expect(compiled.build).toBe(build);
    const { output } = runOperation(compiled, "fill", {
      inputs: {},
      outputs: { output: count },
      values: { count, value: 2.5 },
    });
    expect(output).toEqual(new Float32Array(count).fill(2.5));
  });

  test.each(COUNTS)("axpy adds %d numbers", (count) => {
    const call = {
      inputs: { x: someNumbers(count), y: someNumbers(count, 2) },
      outputs: { y: "y" },
      values: { count, factor: -0.3 },
    };
    const { y } = runOperation(compiled, "axpy", call);
    expect(y).toBeAllClose(runOperation(reference, "axpy", call).y, { relative: 2e-7 });
  });

  test.each([
    [1, 1, 1],
    [1, 3, 5],
    [2, 17, 33],
    [3, 33, 17],
    [1, 129, 64],
    [1, 700, 300],
    [5, 16, 16],
  ])("transpose2d of %d matrices of %d x %d", (batches, rows, columns) => {
    const count = batches * rows * columns;
    const call = {
      inputs: { input: someNumbers(count) },
      outputs: { output: count },
      values: { batches, rows, columns },
    };
    const { output } = runOperation(compiled, "transpose2d", call);
    expect(output).toEqual(runOperation(reference, "transpose2d", call).output);
  });

  test("copyStrided takes a block out of a tensor and puts it into another", () => {
    for (const [size0, size1, size2, size3] of [
      [1, 1, 1, 1],
      [2, 3, 5, 17],
      [1, 4, 129, 33],
      [1, 1, 1, 50_001],
      [3, 1, 70, 500],
    ]) {
      // Of a tensor with 2 more on every axis, into one with 1 more on every axis.
      const stridesOf = (more: number) => {
        const [b, c, d] = [size1 + more, size2 + more, size3 + more];
        return { length: (size0 + more) * b * c * d, strides: [b * c * d, c * d, d] };
      };
      const [from, to] = [stridesOf(2), stridesOf(1)];
      const run = (each: Kernels) =>
        runOperation(each, "copyStrided", {
          inputs: { input: someNumbers(from.length), output: new Float32Array(to.length) },
          outputs: { output: "output" },
          values: {
            ...{ size0, size1, size2, size3 },
            ...{
              inputStride0: from.strides[0],
              inputStride1: from.strides[1],
              inputStride2: from.strides[2],
            },
            ...{ outputStride0: to.strides[0], outputStride1: to.strides[1], outputStride2: to.strides[2] },
          },
        }).output;
      expect(run(compiled)).toEqual(run(reference));
    }
  });
});
