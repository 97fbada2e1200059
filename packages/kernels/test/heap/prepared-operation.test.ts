import { afterAll, expect, test } from "vitest";
import { createKernels } from "../../src/node/index.ts";

const COUNT = 100_000;
const kernels = await createKernels({ threads: 2, maximumBytes: 2 ** 23 });
const { heap } = kernels;
const [input, output] = [heap.allocate(4 * COUNT), heap.allocate(4 * COUNT)];
afterAll(() => kernels.dispose());

const prepareSum = () => kernels.prepare("sumOfSquares", { input, output, count: COUNT });

test("a prepared operation reads what lies there when it runs, and frees what it took", () => {
  const before = heap.bytesInUse;
  const prepared = prepareSum();
  for (const value of [1, 2, 3]) {
    heap.float32(input, COUNT).fill(value);
    prepared.run();
    expect(heap.float32(output, 1)[0]).toBe(value ** 2 * COUNT);
  }
  prepared.dispose();
  const after = heap.bytesInUse;
  for (let round = 0; round < 100; round++) prepareSum().dispose();
  expect(heap.bytesInUse).toBe(after);
  // One command block (of 512 bytes, and what a sanitizer adds) is kept for the next: a late thread may still look at it.
  expect(after - before).toBeLessThan(2 * 512);
});

test("once disposed it does not run, and a second dispose does nothing to others", () => {
  const first = prepareSum();
  first.dispose();
  first.dispose();
  expect(() => first.run()).toThrow("PreparedOperation.run: expected it not to be disposed");
  const [second, third] = [prepareSum(), prepareSum()];
  expect(second.argumentsOffset).not.toBe(third.argumentsOffset);
  second.dispose();
  third.dispose();
});

test("one whose scratch memory does not fit leaves the heap as it was", () => {
  const [before, rest] = [heap.bytesInUse, heap.allocate(2 ** 22)];
  const fill: number[] = [];
  expect(() => {
    for (;;) fill.push(heap.allocate(1024));
  }).toThrow(RangeError);
  const sizes = { rows: 64, columns: 64, inner: 64, aStride: 64, bStride: 64, cStride: 64, batches: 1 };
  expect(() => kernels.prepare("gemm", { a: input, b: input, c: output, ...sizes })).toThrow("to fit");
  for (const offset of [rest, ...fill]) heap.release(offset);
  expect(heap.bytesInUse).toBe(before);
});
