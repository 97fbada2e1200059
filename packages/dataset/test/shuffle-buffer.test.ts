import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shuffleBuffer } from "../src/index.ts";
import { collect } from "./support/collect.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("shuffleBuffer", () => {
  test("gives every item once, in another order each epoch", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(80),
        fc.integer({ min: 1, max: 100 }),
        fc.maxSafeNat(),
        async (count, size, seed) => {
          const stream = shuffleBuffer(() => numbers(count), { size, seed });
          for (let epoch = 0; epoch < 2; epoch++) {
            expect((await collect(stream)).sort((a, b) => a - b)).toEqual(numbers(count));
          }
        },
      ),
    );
    const stream = shuffleBuffer(() => numbers(50), { size: 20, seed: 0 });
    const first = await collect(stream);
    expect(first).not.toEqual(numbers(50));
    expect(await collect(stream)).not.toEqual(first);
  });

  test("is never more than `size` items ahead of what it gave", async () => {
    let read = 0;
    async function* source() {
      for (const item of numbers(200)) {
        read++;
        yield item;
      }
    }
    let given = 0;
    for await (const item of shuffleBuffer(source, { size: 16, seed: 3 })) {
      given++;
      expect(read - given).toBeLessThanOrEqual(16);
      expect(item).toBeLessThan(given + 16);
    }
    expect(given).toBe(200);
  });

  test("closes the source when the loop is left", async () => {
    let closed = false;
    function* source() {
      try {
        yield* numbers(100);
      } finally {
        closed = true;
      }
    }
    for await (const _item of shuffleBuffer(source, { size: 4, seed: 0 })) break;
    expect(closed).toBe(true);
  });

  test("says so when a source has become shorter than its position", async () => {
    const position = { ...shuffleBuffer(() => [], { size: 4, seed: 0 }).position(), delivered: 9 };
    const stream = shuffleBuffer(() => numbers(5), { size: 4, seed: 0 });
    stream.restore(position);
    await expect(collect(stream)).rejects.toThrow(
      "shuffleBuffer: expected a source of at least 9 items, got 5",
    );
  });
});
