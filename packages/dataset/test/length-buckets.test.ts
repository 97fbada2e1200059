import { Random } from "@engram/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lengthBuckets, type SequenceBatch } from "../src/index.ts";
import { collect } from "./support/collect.ts";

const sequencesOf = fc.array(fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 30 }), {
  minLength: 1,
  maxLength: 60,
});

/** Log-normal lengths around 180 tokens, like those of film reviews. */
function reviews(count: number): Int32Array[] {
  const random = new Random(4);
  return Array.from({ length: count }, () =>
    new Int32Array(Math.ceil(180 * Math.exp(0.6 * random.normal()))).fill(1),
  );
}

function paddingShare(batches: readonly SequenceBatch[]): number {
  const cells = batches.reduce((sum, batch) => sum + batch.inputs.length, 0);
  const tokens = batches.reduce(
    (sum, batch) => sum + batch.lengths.reduce((total, length) => total + length, 0),
    0,
  );
  return 1 - tokens / cells;
}

describe("lengthBuckets", () => {
  test("delivers every sequence once an epoch, padded, with its label and its next-token targets", async () => {
    await fc.assert(
      fc.asyncProperty(
        sequencesOf,
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (sequences, batchSize, shuffle) => {
          const labels = sequences.map((_, index) => index % 3);
          const stream = lengthBuckets(sequences, { batchSize, labels, shuffle, seed: 2, paddingId: 7 });
          for (let epoch = 0; epoch < 2; epoch++) {
            const batches = await collect(stream);
            expect(batches).toHaveLength(Math.ceil(sequences.length / batchSize));
            const seen: number[] = [];
            for (const batch of batches) {
              expect(batch.sequenceLength).toBe(Math.max(...batch.lengths));
              expect(batch.startsStream).toBe(true);
              expect(batch.batchSize).toBeLessThanOrEqual(batchSize);
              for (const [row, example] of batch.exampleIds.entries()) {
                seen.push(example);
                const ids = sequences[example];
                const cells = (values: Int32Array) => [
                  ...values.subarray(row * batch.sequenceLength, (row + 1) * batch.sequenceLength),
                ];
                const padding = batch.sequenceLength - ids.length;
                expect(cells(batch.inputs)).toEqual([...ids, ...new Array<number>(padding).fill(7)]);
                expect(cells(batch.targets)).toEqual([
                  ...ids.slice(1),
                  ...new Array<number>(padding + 1).fill(-1),
                ]);
                expect([batch.lengths[row], batch.labels[row]]).toEqual([ids.length, labels[example]]);
              }
            }
            expect(seen.sort((a, b) => a - b)).toEqual(sequences.map((_, index) => index));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("pads under 4% of review-like lengths, where batches in random order pad over 50%", async () => {
    const sequences = reviews(25_000);
    const byLength = await collect(lengthBuckets(sequences, { batchSize: 32 }));
    const shuffled = await collect(lengthBuckets(sequences, { batchSize: 32, shuffle: true }));
    expect(paddingShare(byLength)).toBeLessThan(0.01);
    expect(paddingShare(shuffled)).toBeLessThan(0.04);
    // Pools of one batch are batches in random order.
    const random: SequenceBatch[] = [];
    for (let start = 0; start < 25_000; start += 32) {
      random.push(...(await collect(lengthBuckets(sequences.slice(start, start + 32), { batchSize: 32 }))));
    }
    expect(paddingShare(random)).toBeGreaterThan(0.5);
  });

  test("shuffled epochs differ in their batches and in their order", async () => {
    const stream = lengthBuckets(reviews(2000), { batchSize: 16, shuffle: true, seed: 1 });
    const epochs = [await collect(stream), await collect(stream)].map((batches) =>
      batches.map((batch) => [...batch.exampleIds]),
    );
    expect(epochs[0]).not.toEqual(epochs[1]);
    const together = (batches: number[][]) =>
      batches.map((batch) => [...batch].sort((a, b) => a - b).join()).sort();
    expect(together(epochs[0])).not.toEqual(together(epochs[1]));
    const lengths = (await collect(stream)).map((batch) => batch.sequenceLength);
    expect(lengths).not.toEqual([...lengths].sort((a, b) => a - b));
  });

  test("rejects what makes no batch", () => {
    expect(() => lengthBuckets([], { batchSize: 2 })).toThrow(
      "lengthBuckets: expected the number of sequences",
    );
    expect(() => lengthBuckets([[1], []], { batchSize: 2 })).toThrow(
      "expected sequences of 1 or more tokens, got none in 1",
    );
    expect(() => lengthBuckets([[1], [2]], { batchSize: 2, labels: [1] })).toThrow(
      "expected 2 labels (one per sequence), got 1",
    );
    expect(() => lengthBuckets([[1]], { batchSize: 0 })).toThrow("expected batchSize");
  });
});
