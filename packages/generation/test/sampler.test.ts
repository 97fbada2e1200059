import "@engram/test-utils";
import { Random } from "@engram/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TokenHistory } from "../src/decoding/token-history.ts";
import { drawToken, Sampler, type SamplingOptions } from "../src/index.ts";
import { plainDistribution, softmax } from "./plain-sampling.ts";

const STEPS = 2_000;

/** How often each token comes when the random numbers are evenly spread: the distribution, within 1 / STEPS. */
function distributionOf(logits: number[], tokenIds: number[], options: SamplingOptions): number[] {
  const sampler = new Sampler(logits.length, options);
  const counts = new Array<number>(logits.length).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const random = { uniform: () => (step + 0.5) / STEPS };
    counts[sampler.next(Float32Array.from(logits), tokenIds, tokenIds.length, random)]++;
  }
  return counts.map((count) => count / STEPS);
}

describe("Sampler", () => {
  test("temperature, top-k, top-p and min-p act in this order, each on what is left", () => {
    const logits = [0.4, 0.3, 0.2, 0.1].map(Math.log);
    // Top-k leaves 4/9, 3/9, 2/9, of which the first two reach 0.75; top-p first would have kept three.
    expect(distributionOf(logits, [], { topK: 3, topP: 0.75 })).toBeAllClose([4 / 7, 3 / 7, 0, 0], {
      relative: 1e-3,
    });
    // At temperature 1/2: 16, 9, 4, 1 of 30, of which the first two reach 0.8; top-p first would have kept three.
    expect(distributionOf(logits, [], { temperature: 0.5, topP: 0.8 })).toBeAllClose(
      [16 / 25, 9 / 25, 0, 0],
      { relative: 1e-3 },
    );
    // At temperature 2 the last is half as likely as the first and stays.
    expect(distributionOf(logits, [], { temperature: 2, minP: 0.45 })[3]).toBeGreaterThan(0.15);
  });

  test("a repetition penalty acts before the temperature and moves the greedy choice", () => {
    expect(distributionOf([2, 1.5], [0], { repetitionPenalty: 2, temperature: 0 })).toEqual([0, 1]);
  });

  test("a penalty needs each token of a text but once", () => {
    const logits = Float32Array.of(2, 1.5, 1.4, -1);
    const sampler = new Sampler(4, { repetitionPenalty: 2, temperature: 0 });
    const history = new TokenHistory(Int32Array.of(0, 1, 0, 1));
    history.push(0);
    expect(history.differentTokenIds).toEqual([0, 1]);
    const next = (...different: (readonly number[])[]) =>
      sampler.next(logits, history.tokenIds, history.length, new Random(0), ...different);
    expect([next(), next(history.differentTokenIds)]).toEqual([2, 2]);
    history.push(2);
    expect([next(), next(history.differentTokenIds)]).toEqual([0, 0]);
  });

  test("equals the plain implementation for random options", () => {
    const options = fc.record({
      temperature: fc.constantFrom(0, 0.25, 1, 3),
      topK: fc.nat(9),
      topP: fc.constantFrom(0.31, 0.77, 1),
      minP: fc.constantFrom(0, 0.07, 0.51),
      repetitionPenalty: fc.constantFrom(1, Math.SQRT2),
      noRepeatNgram: fc.constantFrom(0, 2, 3),
      bannedTokenIds: fc.constantFrom([], [1], [0, 4]),
    });
    // Thousandths, and an irrational penalty: no tie that float32 and float64 could see differently.
    const logit = fc
      .integer({ min: -4_000, max: 4_000 })
      .map((thousandths) => Math.fround(thousandths / 1_000));
    const logits = fc.array(logit, { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(logits, fc.array(fc.nat(7), { maxLength: 6 }), options, (values, tokenIds, chosen) => {
        const expected = plainDistribution(values, tokenIds, chosen);
        const actual = distributionOf(values, tokenIds, chosen);
        for (const [id, share] of expected.entries())
          expect(Math.abs(actual[id] - share)).toBeLessThan(2 / STEPS);
      }),
      { numRuns: 60 },
    );
  });

  test("draws each token as often as its probability (chi-square)", () => {
    const logits = Float32Array.of(1, 0, -1, 2, 0.5, -3);
    const expected = softmax([...logits].map((logit) => logit / 0.8));
    const sampler = new Sampler(logits.length, { temperature: 0.8 });
    const random = new Random(11);
    const draws = 30_000;
    const counts = new Array<number>(logits.length).fill(0);
    for (let draw = 0; draw < draws; draw++) counts[sampler.next(logits, [], 0, random)]++;
    const statistic = expected.reduce(
      (sum, share, id) => sum + (counts[id] - share * draws) ** 2 / (share * draws),
      0,
    );
    // The 99.9% point of the chi-square distribution with 5 degrees of freedom.
    expect(statistic).toBeLessThan(20.52);
  });

  test("takes one draw a token, none at temperature 0, and leaves the logits alone", () => {
    const logits = Float32Array.of(1, 3, 2);
    for (const [temperature, draws] of [
      [1, 1],
      [0, 0],
    ]) {
      const random = new Random(1);
      new Sampler(3, { temperature, topK: 2, repetitionPenalty: 2 }).next(logits, [1], 1, random);
      expect(random.position().drawn).toBe(draws);
    }
    expect([...logits]).toEqual([1, 3, 2]);
  });

  test("the last random number below 1 never falls off the end", () => {
    const random = { uniform: () => 1 - 2 ** -24 };
    expect(drawToken(Float32Array.of(0, 0, -Infinity), random)).toBe(1);
    expect(drawToken(new Float32Array(50_000), random)).toBe(49_999);
  });

  test.each([
    [{ temperature: -1 }, "expected temperature to be 0 or more, got -1"],
    [{ temperature: Number.NaN }, "expected temperature"],
    [{ topK: 1.5 }, "expected topK"],
    [{ topP: 0 }, "expected topP to be in (0, 1], got 0"],
    [{ minP: 2 }, "expected minP"],
    [{ repetitionPenalty: 0 }, "expected repetitionPenalty"],
    [{ noRepeatNgram: -1 }, "expected noRepeatNgram"],
    [{ bannedTokenIds: [3] }, "expected bannedTokenIds[0] to be a token id below 3, got 3"],
  ])("refuses the options %j", (options, message) => {
    expect(() => new Sampler(3, options)).toThrow(message);
  });

  test("refuses logits of a diverged model and a choice of nothing", () => {
    const random = new Random(0);
    expect(() => new Sampler(2).next(Float32Array.of(0, Number.NaN), [], 0, random)).toThrow(
      "got NaN for token 1",
    );
    expect(() => new Sampler(2).next(Float32Array.of(Infinity, 0), [], 0, random)).toThrow(
      "got Infinity for token 0",
    );
    expect(() => new Sampler(3).next(Float32Array.of(0, 0), [], 0, random)).toThrow(
      "expected 3 logits, got 2",
    );
    const nothing = new Sampler(2, { bannedTokenIds: [0, 1] });
    expect(() => nothing.next(new Float32Array(2), [], 0, random)).toThrow("every one banned");
    expect(() => drawToken(Float32Array.of(-Infinity, -Infinity), random)).toThrow("expected finite logits");
  });
});
