import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indexPermutation } from "../src/index.ts";

const order = (count: number, options: { seed: number; epoch?: number }) =>
  Array.from({ length: count }, (_, place) => place).map(indexPermutation(count, options));

describe("indexPermutation", () => {
  test("gives every index exactly once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1500 }), fc.maxSafeNat(), fc.nat(5), (count, seed, epoch) => {
        const seen = order(count, { seed, epoch }).sort((a, b) => a - b);
        expect(seen).toEqual(Array.from({ length: count }, (_, index) => index));
      }),
      { numRuns: 60 },
    );
  });

  test.each([2 ** 32 + 1, 2 ** 52])("stays exact for %d indices", (count) => {
    const permute = indexPermutation(count, { seed: 3 });
    const seen = new Set<number>();
    for (let place = 0; place < 2000; place++) {
      // Neighbours from both ends, where a rounding error would make two places meet.
      const index = permute(place % 2 === 0 ? place : count - 1 - place);
      expect(Number.isSafeInteger(index) && index >= 0 && index < count).toBe(true);
      seen.add(index);
    }
    expect(seen.size).toBe(2000);
  });

  test("is the same on every machine", () => {
    // Computed by another program, with Python's exact integers.
    expect(order(10, { seed: 0 })).toEqual([7, 2, 5, 3, 0, 4, 9, 6, 8, 1]);
    expect(indexPermutation(2_500_000_000, { seed: 42, epoch: 7 })(123)).toBe(240751984);
    const largest = indexPermutation(2 ** 52, { seed: 2 ** 40 + 5, epoch: 2 ** 33 });
    expect(largest(2 ** 51 + 1)).toBe(4484969333573135);
  });

  test.each([5, 64, 1000])("puts each of %d indices to each place equally often over the epochs", (count) => {
    const epochs = 4000;
    const bins = 5;
    const counts = new Array<number>(bins * bins).fill(0);
    const bin = (index: number) => Math.floor((index * bins) / count);
    // One place from each fifth of the order; which fifth does its index come from?
    for (let epoch = 0; epoch < epochs; epoch++) {
      const permute = indexPermutation(count, { seed: 11, epoch });
      for (let fifth = 0; fifth < bins; fifth++) {
        counts[fifth * bins + bin(permute(Math.ceil((fifth * count) / bins)))]++;
      }
    }
    // Standard deviation of a count is 25.3; 4.5 of them.
    for (const seen of counts) expect(Math.abs(seen - epochs / bins)).toBeLessThan(114);
  });

  test("neighbouring places are unrelated", () => {
    const permute = indexPermutation(100_000, { seed: 1 });
    let rises = 0;
    let distance = 0;
    for (let place = 0; place < 20_000; place++) {
      const step = permute(place + 1) - permute(place);
      rises += step > 0 ? 1 : 0;
      distance += Math.abs(step) / 100_000 / 20_000;
    }
    expect(rises / 20_000).toBeCloseTo(1 / 2, 1);
    expect(distance).toBeCloseTo(1 / 3, 1.8);
  });

  test("rejects what is no count, seed or epoch", () => {
    expect(() => indexPermutation(0, { seed: 1 })).toThrow(
      "indexPermutation: expected count to be an integer in [1, 2^52], got 0",
    );
    expect(() => indexPermutation(2 ** 52 + 1, { seed: 1 })).toThrow("expected count");
    expect(() => indexPermutation(5, { seed: -1 })).toThrow("expected seed");
    expect(() => indexPermutation(5, { seed: 1, epoch: 0.5 })).toThrow("expected epoch");
  });
});
