import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bpttStreams, type TokenBatch } from "../src/index.ts";
import { collect } from "./support/collect.ts";

const letters = (ids: Int32Array) => String.fromCharCode(...ids);
const tokens = (text: string) => Int32Array.from(text, (letter) => letter.charCodeAt(0));
/** Row `row` of an array [B,T]. */
const rowOf = (values: Int32Array, batch: TokenBatch, row: number) =>
  values.subarray(row * batch.sequenceLength, (row + 1) * batch.sequenceLength);

const shapes = fc.record({
  count: fc.integer({ min: 2, max: 400 }),
  batchSize: fc.integer({ min: 1, max: 9 }),
  sequenceLength: fc.integer({ min: 1, max: 30 }),
});

describe("bpttStreams", () => {
  test("makes the grid of its documentation", async () => {
    const batches = await collect(bpttStreams(tokens("abcdefghijklm"), { batchSize: 3, sequenceLength: 2 }));
    expect(
      batches.map((batch) => [letters(batch.inputs), letters(batch.targets), batch.startsStream]),
    ).toEqual([
      ["abefij", "bcfgjk", true],
      ["cdghkl", "dehilm", false],
    ]);
  });

  test("batch t+1 continues batch t row by row, and targets are the next inputs", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ count, batchSize, sequenceLength }) => {
        fc.pre(count > batchSize);
        const ids = Int32Array.from({ length: count }, (_, index) => index);
        const stream = bpttStreams(ids, { batchSize, sequenceLength });
        const batches = await collect(stream);
        expect(batches).toHaveLength(stream.batchesPerEpoch);
        for (const [index, batch] of batches.entries()) {
          expect(batch.startsStream).toBe(index === 0);
          for (let row = 0; row < batchSize; row++) {
            const inputs = rowOf(batch.inputs, batch, row);
            expect(rowOf(batch.targets, batch, row)).toEqual(inputs.map((id) => id + 1));
            if (index === 0) continue;
            const before = rowOf(batches[index - 1].inputs, batches[index - 1], row);
            expect(inputs[0]).toBe(before[before.length - 1] + 1);
          }
        }
      }),
    );
  });

  test("every token but the first is a target exactly once, but for the documented remainder", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.boolean(), async ({ count, batchSize, sequenceLength }, dropLast) => {
        const rowLength = Math.floor((count - 1) / batchSize);
        fc.pre(rowLength >= (dropLast ? sequenceLength : 1));
        const ids = Int32Array.from({ length: count }, (_, index) => index);
        const batches = await collect(bpttStreams(ids, { batchSize, sequenceLength, dropLast }));
        const targets = batches.flatMap((batch) => [...batch.targets]).sort((a, b) => a - b);
        const expected = [...ids].filter((id) => {
          const column = (id - 1) % rowLength;
          const inLastColumns = dropLast && column >= rowLength - (rowLength % sequenceLength);
          return id > 0 && id <= batchSize * rowLength && !inLastColumns;
        });
        expect(targets).toEqual(expected);
      }),
    );
  });

  test("rejects options and texts that make no batch", () => {
    const ids = new Int32Array(9);
    expect(() => bpttStreams(ids, { batchSize: 9, sequenceLength: 2 })).toThrow(
      "bpttStreams: expected at least 10 tokens, got 9",
    );
    expect(() => bpttStreams(ids, { batchSize: 3, sequenceLength: 4, dropLast: true })).toThrow(
      "expected at least 13 tokens, got 9",
    );
    expect(() => bpttStreams(ids, { batchSize: 0, sequenceLength: 4 })).toThrow(
      "bpttStreams: expected batchSize to be an integer of 1 or more, got 0",
    );
    expect(() => bpttStreams(ids, { batchSize: 1, sequenceLength: 1.5 })).toThrow("expected sequenceLength");
  });
});
