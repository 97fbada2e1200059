import { createKernels } from "@engram/kernels/node";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EngramBackend, engramBackend, registerEngramBackend } from "../src/node/index.ts";

let backend: EngramBackend;

beforeAll(async () => {
  registerEngramBackend(await createKernels({ threads: 1 }));
  await tf.setBackend("engram");
  backend = engramBackend() as EngramBackend;
});
afterAll(() => tf.removeBackend("engram"));

/** Fills a new block of the heap. */
function inHeap(values: number[]): tf.Tensor {
  const info = backend.makeOutput([values.length], "float32");
  backend.kernels.heap.float32(backend.offsetOf(info), values.length).set(values);
  return tf.engine().makeTensorFromTensorInfo(info);
}

describe("a tensor's numbers", () => {
  test("go to the heap when a kernel asks where they are, and are the same there", () => {
    const { heap } = backend.kernels;
    const before = heap.bytesInUse;
    const x = tf.tensor1d([1, 2, 3]);
    const offset = backend.offsetOf(x);
    expect([...heap.float32(offset, 3)]).toEqual([1, 2, 3]);
    expect(backend.offsetOf(x)).toBe(offset);
    expect([...x.dataSync()]).toEqual([1, 2, 3]);
    x.dispose();
    expect(heap.bytesInUse).toBe(before);
  });

  test("are read by inherited kernels wherever they lie", () => {
    const x = inHeap([1, 2, 3]);
    expect([...tf.cumsum(x).dataSync()]).toEqual([1, 3, 6]);
  });

  test("are freed with the last tensor that shares them", () => {
    const before = backend.kernels.heap.bytesInUse;
    const x = inHeap([1, 2, 3, 4]);
    const reshaped = tf.reshape(x, [2, 2]);
    const clone = tf.clone(reshaped);
    x.dispose();
    reshaped.dispose();
    expect([...clone.dataSync()]).toEqual([1, 2, 3, 4]);
    expect(backend.kernels.heap.bytesInUse).toBeGreaterThan(before);
    clone.dispose();
    expect(backend.kernels.heap.bytesInUse).toBe(before);
  });

  test("that were read, or sliced off, stay what they were when the block is used again", () => {
    const x = inHeap([1, 2, 3, 4]);
    const read = x.dataSync();
    const slice = tf.slice(x, [1], [2]);
    x.dispose();
    inHeap([9, 9, 9, 9]);
    expect([...read]).toEqual([1, 2, 3, 4]);
    expect([...slice.dataSync()]).toEqual([2, 3]);
  });

  test("are copied from the program's array, which it may write to again", () => {
    const array = Float32Array.of(1, 2);
    const x = tf.tensor1d(array);
    array.fill(7);
    expect([...x.dataSync()]).toEqual([1, 2]);
  });

  test("move to another backend and back", async () => {
    const x = inHeap([5, 6]);
    await tf.setBackend("cpu");
    const y = tf.add(x, 1);
    expect([...y.dataSync()]).toEqual([6, 7]);
    await tf.setBackend("engram");
    expect([...tf.add(y, x).dataSync()]).toEqual([11, 13]);
  });

  test.each([
    ["int32", [1, -2]],
    ["bool", [1, 0]],
  ] as const)("may be %s", (dtype, expected) => {
    const x = tf.tensor1d([...expected], dtype);
    backend.offsetOf(x);
    expect([...x.dataSync()]).toEqual(expected);
  });

  test("that are text or complex have no place in the heap", () => {
    expect(() => backend.offsetOf(tf.tensor1d(["a"]))).toThrow("got string");
    expect(() => backend.offsetOf(tf.complex([1], [2]))).toThrow("got complex64");
    expect(tf.tensor1d(["a"]).dataSync()).toEqual(["a"]);
    expect([...tf.real(tf.complex([1], [2])).dataSync()]).toEqual([1]);
  });

  test("are found again after the growth of a memory that is not shared, which detaches its views", async () => {
    registerEngramBackend(await createKernels({ build: "wasm-single" }), { name: "engram:single" });
    await tf.setBackend("engram:single");
    const { kernels } = engramBackend() as EngramBackend;
    const x = tf.tanh(tf.tensor1d([0, 100]));
    // Read by an inherited kernel: that makes a view.
    tf.sin(x).dataSync();
    const before = kernels.heap.bytesReserved;
    const large = tf.fill([before / 4 + 1], 2);
    expect(kernels.heap.bytesReserved).toBeGreaterThan(before);
    expect([...tf.round(x).dataSync()].map((value) => value + 0)).toEqual([0, 1]);
    expect(tf.mean(large).dataSync()[0]).toBeCloseTo(2);
    await tf.setBackend("engram");
    tf.removeBackend("engram:single");
  });

  test("do not stay in the heap when it is full in the middle of a kernel", async () => {
    const kernels = await createKernels({ build: "wasm-single", maximumBytes: 2 ** 22 });
    registerEngramBackend(kernels, { name: "engram:small" });
    await tf.setBackend("engram:small");
    const x = tf.ones([3 * 2 ** 18]);
    backend.offsetOf.call(tf.backend(), x);
    const before = kernels.heap.bytesInUse;
    // The first half fits, the second does not.
    expect(() => tf.split(x, [2 ** 17, 5 * 2 ** 17])).toThrow("Heap.allocate: expected");
    expect(kernels.heap.bytesInUse).toBe(before);
    x.dispose();
    await tf.setBackend("engram");
    tf.removeBackend("engram:small");
  });
});
