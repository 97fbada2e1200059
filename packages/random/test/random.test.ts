import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillDropoutMask, philox4x32, Random } from "../src/index.ts";

const hex = (words: Uint32Array) => [...words].map((word) => word.toString(16).padStart(8, "0")).join(" ");

describe("philox4x32", () => {
  // Known answers of Philox4x32-10 published with Random123 (kat_vectors).
  test.each([
    [[0, 0, 0, 0], [0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      "d16cfe09 94fdcceb 5001e420 24126ea1",
    ],
  ] as const)("gives the published words for counter %j and key %j", (counter, key, expected) => {
    expect(hex(philox4x32(key, counter, new Uint32Array(4)))).toBe(expected);
  });
});

describe("Random", () => {
  test("repeats itself for the same seed and differs for another seed or stream", () => {
    const draw = (seed: number, stream?: number) =>
      Array.from(
        { length: 9 },
        (
          (random) => () =>
            random.uint32()
        )(new Random(seed, stream)),
      );
    expect(draw(0)).toEqual(draw(0));
    expect(draw(0)).not.toEqual(draw(1));
    expect(draw(0)).not.toEqual(draw(0, 1));
    expect(draw(2 ** 40)).not.toEqual(draw(0));
  });

  test("goes on from a position as if it had never stopped", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(50), (seed, count) => {
        const random = new Random(seed, 3);
        for (let index = 0; index < count; index++) random.uint32();
        const copy = Random.at(JSON.parse(JSON.stringify(random.position())));
        expect(copy.uint32()).toBe(random.uint32());
      }),
    );
  });

  test("uniform numbers fill [0, 1) evenly and are float32", () => {
    const random = new Random(7);
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < 100_000; index++) {
      const value = random.uniform();
      expect(Math.fround(value)).toBe(value);
      counts[Math.floor(value * 10)]++;
    }
    // Standard deviation of a count is 95; 5 of them.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(475);
  });

  test("integer reaches every value below the bound, and 2^32 as a bound", () => {
    const random = new Random(1);
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(random.integer(2 ** 32)).toBeGreaterThanOrEqual(0);
    expect(() => random.integer(0)).toThrow("Random.integer: expected a bound");
  });

  test("normal numbers have mean 0, variance 1 and kurtosis 3", () => {
    const random = new Random(2);
    const values = Array.from({ length: 100_000 }, () => random.normal());
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    expect(moment(1)).toBeCloseTo(0, 1.8);
    expect(moment(2)).toBeCloseTo(1, 1.5);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
  });

  test("shuffle gives each order of three equally often", () => {
    const random = new Random(3);
    const counts = new Map<string, number>();
    for (let index = 0; index < 12_000; index++) {
      const order = random.shuffle([0, 1, 2]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(205);
  });

  test.each([-1, 1.5, Number.NaN, 2 ** 53])("rejects the seed %s", (seed) => {
    expect(() => new Random(seed)).toThrow("Random: expected a seed");
  });
});

describe("fillDropoutMask", () => {
  test("a part of a mask does not depend on its length", () => {
    const key = { seed: 5, step: 9, site: 2 };
    const long = fillDropoutMask(new Float32Array(1001), 0.3, key);
    const short = fillDropoutMask(new Float32Array(17), 0.3, key);
    expect(short).toEqual(long.slice(0, 17));
  });

  test("drops the wanted share, keeps the mean at 1, and changes with seed, step and site", () => {
    const make = (seed: number, step: number, site: number) =>
      fillDropoutMask(new Float32Array(40_000), 0.25, { seed, step, site });
    const mask = make(0, 0, 0);
    const dropped = mask.filter((value) => value === 0).length / mask.length;
    expect(dropped).toBeCloseTo(0.25, 2);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    for (const other of [make(1, 0, 0), make(0, 1, 0), make(0, 0, 1)]) expect(other).not.toEqual(mask);
  });

  test("rate 0 keeps all; rate 1 is refused", () => {
    expect(fillDropoutMask(new Float32Array(5), 0, { seed: 0, step: 0, site: 0 })).toEqual(
      new Float32Array(5).fill(1),
    );
    expect(() => fillDropoutMask(new Float32Array(5), 1, { seed: 0, step: 0, site: 0 })).toThrow(
      "expected a rate",
    );
  });
});
