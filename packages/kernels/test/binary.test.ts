import "@engram/test-utils";
import { describe, expect, test } from "vitest";
import { BINARY_KINDS, binaryKind } from "../src/binary-kind.ts";
import type { Kernels } from "../src/node/index.ts";
import { everyBuild } from "./support/every-build.ts";
import { runOperation, someNumbers } from "./support/run-operation.ts";

const { builds, reference } = await everyBuild();

/** How an operand lies: its length and its strides. */
const LAYOUTS = {
  matrix: (rows: number, columns: number) => [rows * columns, columns, 1],
  row: (_rows: number, columns: number) => [columns, 0, 1],
  column: (rows: number) => [rows, 1, 0],
  scalar: () => [1, 0, 0],
} as const;
type Layout = keyof typeof LAYOUTS;

const PAIRS: [Layout, Layout][] = [
  ["matrix", "matrix"],
  ["matrix", "row"],
  ["row", "matrix"],
  ["matrix", "column"],
  ["column", "matrix"],
  ["matrix", "scalar"],
  ["scalar", "matrix"],
  ["column", "row"],
];
const SIZES = [
  [1, 1],
  [3, 5],
  [17, 33],
  [129, 3],
  [1, 40_003],
  [130, 1029],
];

function run(each: Kernels, kind: number, sizes: number[], layouts: [Layout, Layout], scale = 8) {
  const [rows, columns] = sizes;
  const [a, b] = layouts.map((layout) => LAYOUTS[layout](rows, columns));
  return runOperation(each, "binary", {
    inputs: { a: someNumbers(a[0], 1, scale), b: someNumbers(b[0], 2, scale) },
    outputs: { output: rows * columns },
    values: {
      ...{ kind, rows, columns },
      ...{ aRowStride: a[1], aColumnStride: a[2], bRowStride: b[1], bColumnStride: b[2] },
    },
  }).output;
}

describe.each(builds)("%s", (build, compiled) => {
  test.each(BINARY_KINDS)("%s is the reference's", (name) => {
    expect(compiled.build).toBe(build);
    const kind = binaryKind(name);
    const actual = run(compiled, kind, [5, 333], ["matrix", "matrix"]);
    expect(actual).toBeAllClose(run(reference, kind, [5, 333], ["matrix", "matrix"]), { relative: 2e-7 });
  });

  test.each(PAIRS)("a %s and a %s are broadcast", (...layouts) => {
    for (const sizes of SIZES) {
      const actual = run(compiled, binaryKind("subtract"), sizes, layouts);
      expect(actual, `${sizes}`).toEqual(run(reference, binaryKind("subtract"), sizes, layouts));
    }
  });

  test("NaN is neither lost nor made by maximum and minimum", () => {
    const a = Float32Array.of(Number.NaN, 1, Number.NaN, Number.POSITIVE_INFINITY, -0);
    const b = Float32Array.of(1, Number.NaN, Number.NaN, 2, 3);
    for (const [name, last] of [
      ["maximum", [Number.POSITIVE_INFINITY, 3]],
      ["minimum", [2, -0]],
    ] as const) {
      const strides = { aRowStride: 5, aColumnStride: 1, bRowStride: 5, bColumnStride: 1 };
      const { output } = runOperation(compiled, "binary", {
        inputs: { a, b },
        outputs: { output: 5 },
        values: { kind: binaryKind(name), rows: 1, columns: 5, ...strides },
      });
      expect([...output], name).toEqual([Number.NaN, Number.NaN, Number.NaN, ...last]);
    }
  });

  test("the output may take an input's place", () => {
    const numbers = someNumbers(1000);
    const { output } = runOperation(compiled, "binary", {
      inputs: { a: numbers, b: Float32Array.of(3) },
      outputs: { output: "a" },
      values: { kind: binaryKind("multiply"), rows: 1, columns: 1000, aRowStride: 1000, aColumnStride: 1 },
    });
    expect(output).toEqual(numbers.map((value) => 3 * value));
  });
});
