import "@engram/test-utils";
import { afterAll, describe, expect, test } from "vitest";
import { createKernels, type Kernels } from "../src/node/index.ts";
import { startEveryBuild } from "./support/kernel-builds.ts";
import { runOperation, someNumbers } from "./support/run-operation.ts";

interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly transposeA?: number;
  readonly transposeB?: number;
  readonly accumulate?: number;
  readonly activation?: number;
  readonly hasBias?: boolean;
  readonly batches?: number;
}

const reference = await createKernels({ build: "reference" });
const { kernels } = await startEveryBuild();
afterAll(() => {
  for (const each of [reference, ...kernels.values()]) each.dispose();
});

/** Rows lie a few numbers further apart than they must, and so do the batches' matrices. */
function product(each: Kernels, given: Product): Float32Array {
  const { hasBias = false, batches = 1, transposeA = 0, transposeB = 0, ...sizes } = given;
  const { rows, columns, inner } = sizes;
  const [aRows, aStride] = transposeA ? [inner, rows + 3] : [rows, inner + 3];
  const [bRows, bStride] = transposeB ? [columns, inner + 5] : [inner, columns + 5];
  const cStride = columns + 7;
  const [aBatchStride, bBatchStride, cBatchStride] = [
    aRows * aStride + 1,
    bRows * bStride + 2,
    rows * cStride,
  ];
  return runOperation(each, "gemm", {
    inputs: {
      a: someNumbers(batches * aBatchStride, 1),
      b: someNumbers(batches * bBatchStride, 2, 1 / Math.sqrt(inner + 1)),
      c: someNumbers(batches * cBatchStride, 3),
      ...(hasBias ? { bias: someNumbers(columns, 4) } : {}),
    },
    outputs: { c: "c" },
    values: {
      ...sizes,
      transposeA,
      transposeB,
      aStride,
      bStride,
      cStride,
      batches,
      aBatchStride,
      bBatchStride,
      cBatchStride,
    },
  }).c;
}

const SIZES = [1, 3, 5, 17, 33, 129].flatMap((rows, index, all) => [
  [rows, all[(index + 2) % 6], all[(index + 4) % 6]],
  [all[(index + 3) % 6], all[(index + 1) % 6], rows],
]);

describe.each([...kernels.keys()])("%s", (build) => {
  const compiled = kernels.get(build)!;
  const check = (given: Product) => {
    expect(compiled.build).toBe(build);
    const expected = product(reference, given);
    // What lies between the rows is compared too: nothing may be written there.
    expect(product(compiled, given)).toBeAllClose(expected, { relative: 4e-6 });
  };

  test.each(SIZES)("[%d, %d] of %d products each, in all transposes", (rows, columns, inner) => {
    for (const transposeA of [0, 1])
      for (const transposeB of [0, 1]) check({ rows, columns, inner, transposeA, transposeB });
  });

  test.each([0, 1, 2, 3])("bias, sums added and activation %d", (activation) => {
    // Without any products, too.
    for (const accumulate of [0, 1])
      for (const hasBias of [false, true])
        for (const inner of [11, 0]) check({ rows: 35, columns: 37, inner, accumulate, hasBias, activation });
  });

  test.each([1, 3])("%d times two batches", (times) => {
    check({ rows: 9, columns: 21, inner: 7, batches: 2 * times, hasBias: true });
    check({ rows: 65, columns: 130, inner: 300, batches: 2 * times, transposeA: 1 });
  });

  test("more than one block in every direction", () => {
    check({ rows: 113, columns: 525, inner: 531, accumulate: 1, hasBias: true, activation: 2 });
    check({ rows: 203, columns: 7, inner: 1100, transposeA: 1, transposeB: 1 });
  });

  test("a sum of nothing is 0, or the bias", () => {
    check({ rows: 3, columns: 18, inner: 0 });
    check({ rows: 3, columns: 18, inner: 0, hasBias: true, accumulate: 1 });
  });

  test("few columns and many rows, and the other way around", () => {
    for (const columns of [1, 2, 15, 16, 17]) check({ rows: 211, columns, inner: 50 });
    for (const rows of [1, 2, 7, 13, 25]) check({ rows, columns: 211, inner: 50 });
  });

  test("the result is the same bit for bit on 1, 2 and 4 threads", async () => {
    const shapes: Product[] = [
      { rows: 210, columns: 190, inner: 300, hasBias: true, activation: 1 },
      { rows: 97, columns: 501, inner: 150, transposeA: 1, accumulate: 1 },
      { rows: 150, columns: 90, inner: 200, batches: 3, transposeB: 1 },
    ];
    const results = await Promise.all(
      [1, 2, 4].map(async (threads) => {
        const each = await createKernels({ build, threads });
        const result = shapes.map((shape) => product(each, shape));
        each.dispose();
        return result;
      }),
    );
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});
