import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bpttStreams, kFolds, slidingWindows, splitExamples, splitTokens } from "../src/index.ts";
import { collect } from "./support/collect.ts";

const count = (length: number) => Int32Array.from({ length }, (_, index) => index);
/** Two to four shares with the sum 1. */
const fractions = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 4 }).map((weights) => {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Object.fromEntries(weights.map((weight, part) => [`part${part}`, weight / sum]));
});

describe("splitTokens", () => {
  test("the parts, joined in order, are the whole, each of its share", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 900 }), fractions, (length, shares) => {
        const parts = splitTokens(count(length), shares);
        expect(Object.values(parts).flatMap((part) => [...part])).toEqual([...count(length)]);
        for (const [name, part] of Object.entries(parts)) {
          expect(Math.abs(part.length - shares[name] * length)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("no window or stream of one part sees a token of another", async () => {
    const { train, test: held } = splitTokens(count(100), { train: 0.8, test: 0.2 });
    for (const [part, low, high] of [
      [train, 0, 80],
      [held, 80, 100],
    ] as const) {
      const batches = [
        ...(await collect(slidingWindows(part, { length: 5, batchSize: 4 }))),
        ...(await collect(bpttStreams(part, { batchSize: 2, sequenceLength: 4 }))),
      ];
      const seen = batches.flatMap((batch) => [...batch.inputs, ...batch.targets]);
      expect([Math.min(...seen), Math.max(...seen)]).toEqual([low, high - 1]);
    }
  });

  test("parts of a source read from it at their own place", async () => {
    const source = { length: 100, read: async (start: number, end: number) => count(100).slice(start, end) };
    const { validation } = splitTokens(source, { train: 0.5, validation: 0.3, test: 0.2 });
    expect(validation.length).toBe(30);
    expect([...(await validation.read(2, 5))]).toEqual([52, 53, 54]);
  });

  test("rejects fractions that are none, and empty parts", () => {
    expect(() => splitTokens(count(9), { train: 0.9, test: 0.2 })).toThrow(
      "splitTokens: expected fractions with the sum 1, got 1.1",
    );
    expect(() => splitTokens(count(9), { train: 1, test: 0 })).toThrow(
      'expected "test" to be a fraction in (0, 1], got 0',
    );
    expect(() => splitTokens(count(3), { train: 0.95, test: 0.05 })).toThrow('a part "test" of 0.05, got 3');
    expect(() => splitTokens(count(3), {})).toThrow("with the sum 1, got 0");
  });
});

const labels = fc.array(fc.constantFrom("ham", "spam", "rare"), { minLength: 1, maxLength: 200 });

describe("splitExamples", () => {
  test("is disjoint, complete, and within 1 of each label's share in each part", () => {
    fc.assert(
      fc.property(labels, fractions, fc.maxSafeNat(), (given, shares, seed) => {
        const parts = splitExamples(given, shares, { seed });
        const all = Object.values(parts).flatMap((part) => [...part]);
        expect(all.sort((a, b) => a - b)).toEqual([...count(given.length)]);
        for (const label of new Set(given)) {
          const total = given.filter((other) => other === label).length;
          for (const [name, part] of Object.entries(parts)) {
            const mine = part.filter((index) => given[index] === label).length;
            expect(Math.abs(mine - total * shares[name])).toBeLessThan(1 + 1e-6);
          }
        }
      }),
    );
  });

  test("labels with one example each do not all land in one part", () => {
    const { train, test: held } = splitExamples(count(100), { train: 0.8, test: 0.2 }, { seed: 1 });
    expect([train.length, held.length]).toEqual([80, 20]);
  });

  test("repeats itself for a seed, changes with it, and is not the order of the input", () => {
    const same = new Int32Array(60);
    const split = (seed: number) => splitExamples(same, { train: 0.5, test: 0.5 }, { seed }).train;
    expect(split(0)).toEqual(split(0));
    expect(split(0)).not.toEqual(split(1));
    expect(split(0)).not.toEqual(count(30));
  });
});

describe("kFolds", () => {
  test("each example is tested in exactly one fold and trained on in all others", () => {
    fc.assert(
      fc.property(labels, fc.integer({ min: 2, max: 7 }), (given, folds) => {
        fc.pre(given.length >= folds);
        const all = kFolds(given, { folds, seed: 5 });
        expect(all).toHaveLength(folds);
        expect(all.flatMap(({ test: held }) => [...held]).sort((a, b) => a - b)).toEqual([
          ...count(given.length),
        ]);
        for (const { train, test: held } of all) {
          expect([...train, ...held].sort((a, b) => a - b)).toEqual([...count(given.length)]);
        }
      }),
    );
    expect(() => kFolds([1, 2, 3], { folds: 4, seed: 0 })).toThrow(
      "kFolds: expected folds to be an integer in [2, 3], got 4",
    );
  });
});
