import { Random } from "@engram/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bootstrapInterval, MeanAccumulator, rocAuc } from "../src/index.ts";

describe("MeanAccumulator", () => {
  test("loses nothing where plain addition does", () => {
    const mean = new MeanAccumulator();
    let plain = 0;
    for (const value of [1, 1e100, 1, -1e100]) {
      mean.add(value);
      plain += value;
    }
    expect(plain).toBe(0);
    expect(mean.total).toBe(2);
    expect(mean.mean).toBe(0.5);
  });

  test("ten million tenths are a million", () => {
    const mean = new MeanAccumulator();
    for (let index = 0; index < 10_000_000; index++) mean.add(0.1);
    expect(mean.total).toBe(1_000_000);
  });

  test("a weight stands for so many items", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(), fc.nat(5)), { minLength: 1 }), (items) => {
        const weighted = new MeanAccumulator();
        const single = new MeanAccumulator();
        for (const [value, weight] of items) {
          weighted.add(value, weight);
          for (let copy = 0; copy < weight; copy++) single.add(value);
        }
        expect(weighted.weight).toBe(single.weight);
        expect(weighted.total).toBe(single.total);
        if (weighted.weight === 0)
          expect(() => weighted.mean).toThrow("expected a positive weight in all, got 0");
        else expect(weighted.mean).toBe(single.mean);
      }),
    );
  });

  test("refuses what is not finite, and stays as it was", () => {
    const mean = new MeanAccumulator().add(3);
    expect(() => mean.add(Number.NaN)).toThrow("MeanAccumulator.add: expected a finite value, got NaN");
    expect(() => mean.add(1e308, 10)).toThrow("expected a finite value, got 1e+308 of weight 10");
    expect(() => mean.add(1, -1)).toThrow("expected a finite weight of 0 or more, got -1");
    expect(() => mean.add(1, Number.POSITIVE_INFINITY)).toThrow("expected a finite weight");
    expect(mean.mean).toBe(3);
  });
});

describe("bootstrapInterval", () => {
  const meanOf = (values: ArrayLike<number>) => (indices: Int32Array) =>
    indices.reduce((sum, index) => sum + values[index], 0) / indices.length;

  test("comes close to the quantiles of all resamples, counted out", () => {
    // All 27 resamples of three items. The shares 0.2 and 0.8 lie well inside a step of their distribution.
    const values = [0, 1, 10];
    const all = values
      .flatMap((a) => values.flatMap((b) => values.map((c) => (a + b + c) / 3)))
      .sort((first, second) => first - second);
    const { estimate, lower, upper } = bootstrapInterval(3, meanOf(values), {
      seed: 1,
      resamples: 20_000,
      confidence: 0.6,
    });
    expect(estimate).toBeCloseTo(11 / 3, 12);
    expect(lower).toBeCloseTo(all[Math.floor(0.2 * 27)], 12);
    expect(upper).toBeCloseTo(all[Math.floor(0.8 * 27)], 12);
  });

  test("holds the true mean as often as it says", () => {
    const random = new Random(5);
    let held = 0;
    for (let trial = 0; trial < 400; trial++) {
      const values = Float64Array.from({ length: 40 }, () => random.normal());
      const { lower, upper } = bootstrapInterval(40, meanOf(values), {
        seed: trial,
        resamples: 300,
        confidence: 0.9,
      });
      if (lower <= 0 && upper >= 0) held++;
    }
    // 90% with a standard deviation of 1.5%; percentile intervals of 40 items are about 1% too short.
    expect(held / 400).toBeGreaterThan(0.85);
    expect(held / 400).toBeLessThan(0.95);
  });

  test("repeats itself for the same seed, and differs for another", () => {
    const values = Float64Array.from({ length: 30 }, (_, index) => Math.sin(index * index));
    const run = (seed: number) => bootstrapInterval(30, meanOf(values), { seed });
    expect(run(0)).toEqual(run(0));
    expect(run(0)).not.toEqual(run(1));
  });

  test("of a paired difference is narrower than either system's own", () => {
    const random = new Random(6);
    const hard = Float64Array.from({ length: 100 }, () => random.normal());
    const first = hard.map((value) => value + 0.1 + 0.05 * random.normal());
    const width = (statistic: (indices: Int32Array) => number) => {
      const { lower, upper } = bootstrapInterval(100, statistic, { seed: 0 });
      return upper - lower;
    };
    const difference = (indices: Int32Array) => meanOf(first)(indices) - meanOf(hard)(indices);
    expect(width(difference)).toBeLessThan(width(meanOf(first)) / 5);
    expect(bootstrapInterval(100, difference, { seed: 0 }).lower).toBeGreaterThan(0);
  });

  test("leaves out and counts the resamples without a value", () => {
    const labels = [1, 0, 0, 0];
    const scores = [0.9, 0.1, 0.2, 0.3];
    const area = (indices: Int32Array) =>
      rocAuc(
        Array.from(indices, (index) => labels[index]),
        Array.from(indices, (index) => scores[index]),
      );
    const interval = bootstrapInterval(4, area, { seed: 0 });
    // Without the positive item: (3/4)^4 = 0.316; with nothing else: (1/4)^4 = 0.004.
    expect(interval.undefinedResamples / 1000).toBeCloseTo(0.32, 1);
    expect(interval).toMatchObject({ estimate: 1, lower: 1, upper: 1 });
    expect(bootstrapInterval(2, () => Number.NaN, { seed: 0, resamples: 7 })).toEqual({
      estimate: Number.NaN,
      lower: Number.NaN,
      upper: Number.NaN,
      undefinedResamples: 7,
    });
  });

  test("refuses what is out of range", () => {
    const run = (items: number, options: object) => () =>
      bootstrapInterval(items, () => 0, { seed: 0, ...options });
    expect(run(0, {})).toThrow("bootstrapInterval: expected items to be an integer in [1, ");
    expect(run(2, { resamples: 0 })).toThrow("expected resamples to be an integer in [1, 10000000], got 0");
    expect(run(2, { confidence: 1 })).toThrow("expected confidence in (0, 1), got 1");
    expect(run(2, { confidence: Number.NaN })).toThrow("expected confidence in (0, 1), got NaN");
    expect(run(2, { seed: -1 })).toThrow("Random: expected a seed");
  });
});
