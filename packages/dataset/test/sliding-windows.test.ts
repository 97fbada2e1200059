import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slidingWindows, type TokenBatch } from "../src/index.ts";
import { collect } from "./support/collect.ts";

const count = (length: number) => Int32Array.from({ length }, (_, index) => index);
/** The start of each window, read from its first id (the ids are their own places), after checking the window. */
const starts = (batch: TokenBatch) =>
  Array.from({ length: batch.batchSize }, (_, row) => {
    const window = batch.inputs.subarray(row * batch.sequenceLength, (row + 1) * batch.sequenceLength);
    expect(window).toEqual(count(window.length).map((place) => window[0] + place));
    expect(batch.targets[row]).toBe(window[0] + window.length);
    return window[0];
  });

const shapes = fc.record({
  tokens: fc.integer({ min: 2, max: 200 }),
  length: fc.integer({ min: 1, max: 20 }),
  step: fc.integer({ min: 1, max: 25 }),
  batchSize: fc.integer({ min: 1, max: 17 }),
});

describe("slidingWindows", () => {
  test("makes the windows of the textbook loop, each once an epoch, shuffled or not", async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.boolean(),
        fc.nat(),
        async ({ tokens, length, step, batchSize }, shuffle, seed) => {
          fc.pre(tokens > length);
          const expected: number[] = [];
          for (let start = 0; start < tokens - length; start += step) expected.push(start);
          const stream = slidingWindows(count(tokens), { length, step, batchSize, shuffle, seed });
          for (let epoch = 0; epoch < 2; epoch++) {
            const batches = await collect(stream);
            expect(batches).toHaveLength(stream.batchesPerEpoch);
            expect(batches.every((batch) => batch.startsStream && batch.sequenceLength === length)).toBe(
              true,
            );
            expect(batches.slice(0, -1).every((batch) => batch.batchSize === batchSize)).toBe(true);
            const found = batches.flatMap(starts);
            expect(shuffle ? found.sort((a, b) => a - b) : found).toEqual(expected);
          }
        },
      ),
    );
  });

  test("with step 1 every token behind the first window is a target exactly once", async () => {
    const batches = await collect(slidingWindows(count(50), { length: 8, batchSize: 5, shuffle: true }));
    const targets = batches.flatMap((batch) => [...batch.targets]).sort((a, b) => a - b);
    expect(targets).toEqual([...count(50).subarray(8)]);
  });

  test("dropLast leaves out just the smaller batch", async () => {
    const batches = await collect(slidingWindows(count(50), { length: 8, batchSize: 5, dropLast: true }));
    expect(batches.flatMap(starts)).toEqual([...count(40)]);
  });

  test("each epoch and each seed has an order of its own; the same seed repeats it", async () => {
    const create = (seed: number) =>
      slidingWindows(count(60), { length: 4, batchSize: 8, shuffle: true, seed });
    const stream = create(0);
    const first = (await collect(stream)).flatMap(starts);
    const second = (await collect(stream)).flatMap(starts);
    expect(second).not.toEqual(first);
    expect((await collect(create(1))).flatMap(starts)).not.toEqual(first);
    expect((await collect(create(0))).flatMap(starts)).toEqual(first);
  });

  test("takes a Uint16Array and a source read by position like an Int32Array", async () => {
    const options = { length: 4, step: 3, batchSize: 2 };
    const expected = await collect(slidingWindows(count(20), options));
    const source = { length: 20, read: async (start: number, end: number) => count(20).subarray(start, end) };
    expect(await collect(slidingWindows(Uint16Array.from(count(20)), options))).toEqual(expected);
    expect(await collect(slidingWindows(source, options))).toEqual(expected);
  });

  test("rejects options and texts that make no batch", () => {
    expect(() => slidingWindows(count(8), { length: 8, batchSize: 2 })).toThrow(
      "slidingWindows: expected at least 9 tokens, got 8",
    );
    expect(() => slidingWindows(count(9), { length: 6, step: 2, batchSize: 3, dropLast: true })).toThrow(
      "expected at least 11 tokens, got 9",
    );
    expect(() => slidingWindows(count(9), { length: 0, batchSize: 2 })).toThrow(
      "expected length to be an integer of 1 or more, got 0",
    );
    expect(() => slidingWindows(count(9), { length: 2, step: 0.5, batchSize: 2 })).toThrow("expected step");
    expect(() => slidingWindows(count(9), { length: 2, batchSize: Number.NaN })).toThrow(
      "expected batchSize",
    );
  });
});
