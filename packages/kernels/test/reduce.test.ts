import "@engram/test-utils";
import { describe, expect, test } from "vitest";
import { type BuildName, createKernels, type Kernels } from "../src/node/index.ts";
import { REDUCE_KINDS, type ReduceKind, reduceKind } from "../src/reduce-kind.ts";
import { everyBuild } from "./support/every-build.ts";
import { runOperation, someNumbers } from "./support/run-operation.ts";

const { builds, reference } = await everyBuild();

const SHAPES = [
  [1, 1, 1],
  [3, 5, 1],
  [17, 129, 1],
  [2, 150_001, 1],
  [1, 33, 17],
  [3, 17, 5],
  [5, 600, 129],
  [1, 700, 66],
  [400, 3, 33],
];

function run(
  each: Kernels,
  kind: ReduceKind,
  [outer, reduced, inner]: number[],
  input = someNumbers(outer * reduced * inner),
) {
  return runOperation(each, "reduce", {
    inputs: { input },
    outputs: { output: outer * inner },
    values: { kind: reduceKind(kind), outer, reduced, inner },
  }).output;
}

describe.each(builds)("%s", (build, compiled) => {
  describe.each(REDUCE_KINDS)("%s", (kind) => {
    test.each(SHAPES)("[%d, %d, %d] over its middle is the reference's", (...shape) => {
      expect(compiled.build).toBe(build);
      expect(run(compiled, kind, shape)).toBeAllClose(run(reference, kind, shape), { relative: 1e-6 });
    });
  });

  test("a long sum keeps its digits", () => {
    const tenths = new Float32Array(1_000_001).fill(0.1);
    for (const shape of [
      [1, 1_000_001, 1],
      [1, 50_000, 20],
    ]) {
      const input = tenths.subarray(0, shape[1] * shape[2]);
      expect(run(compiled, "mean", shape, input)).toBeAllClose(new Float32Array(shape[2]).fill(0.1), {
        relative: 1e-6,
      });
    }
  });

  test("NaN comes through", () => {
    for (const shape of [
      [1, 100, 1],
      [1, 5, 20],
    ]) {
      const input = someNumbers(100);
      input[63] = Number.NaN;
      for (const kind of REDUCE_KINDS)
        expect(run(compiled, kind, shape, input)[63 % shape[2]], kind).toBeNaN();
    }
  });

  test("the result is the same, bit for bit, on 1, 2 and 4 threads", async () => {
    for (const threads of [1, 4]) {
      const other = await createKernels({ build: build as BuildName, threads });
      for (const shape of SHAPES) expect(run(other, "sum", shape)).toEqual(run(compiled, "sum", shape));
      other.dispose();
    }
  });
});
