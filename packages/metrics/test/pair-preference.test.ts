import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pairPreference, type ScoredPair, type SentenceScore, wilsonInterval } from "../src/index.ts";

describe("wilsonInterval", () => {
  test("has the shares as bounds that are just 1.96 of their own standard errors away", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (trials, any) => {
        const successes = any % (trials + 1);
        const { estimate, lower, upper } = wilsonInterval(successes, trials);
        expect(estimate).toBe(successes / trials);
        expect(lower >= 0 && lower <= estimate && estimate <= upper && upper <= 1).toBe(true);
        for (const bound of [lower, upper]) {
          const error = Math.sqrt((bound * (1 - bound)) / trials);
          expect(Math.abs(bound - estimate)).toBeCloseTo(1.959963984540054 * error, 9);
        }
        expect(upper).toBeGreaterThan(lower);
      }),
    );
  });

  test("has a width where no trial succeeds", () => {
    expect(wilsonInterval(0, 10).lower).toBe(0);
    expect(wilsonInterval(0, 10).upper).toBeCloseTo(0.27753279986288915, 12);
    expect(wilsonInterval(10, 10).upper).toBe(1);
  });

  test("wants a number of trials, and no more successes than those", () => {
    expect(() => wilsonInterval(0, 0)).toThrow(
      "wilsonInterval: expected trials to be an integer of 1 or more, got 0",
    );
    expect(() => wilsonInterval(4, 3)).toThrow(
      "wilsonInterval: expected successes to be an integer in [0, 3], got 4",
    );
  });
});

describe("pairPreference", () => {
  const sentence = (nats: number, tokens: number, characters: number): SentenceScore => ({
    nats,
    tokens,
    characters,
  });
  const pair = (
    more: SentenceScore,
    less: SentenceScore,
    direction: ScoredPair["direction"] = "stereo",
  ): ScoredPair => ({ more, less, direction });

  test("tells likelihood, likelihood per token and per character apart", () => {
    const { raw, perToken, perCharacter, unequalTokens } = pairPreference(
      [pair(sentence(10, 4, 20), sentence(12, 6, 22)), pair(sentence(10, 4, 20), sentence(12, 4, 26))],
      { seed: 1 },
    );
    expect(raw.share?.estimate).toBe(1);
    expect(perToken.share?.estimate).toBe(0.5);
    expect(perCharacter.share?.estimate).toBe(0.5);
    expect(unequalTokens).toBe(1);
  });

  test("leaves ties out of the shares and counts them", () => {
    const tie = pair(sentence(5, 2, 9), sentence(5, 2, 9));
    const { raw, stereo } = pairPreference([tie, pair(sentence(4, 2, 9), sentence(5, 2, 9)), tie], {
      seed: 1,
    });
    expect(raw).toEqual({ share: wilsonInterval(1, 1), ties: 2 });
    expect(stereo).toEqual(raw);
    expect(pairPreference([tie], { seed: 1 }).raw).toEqual({ share: null, ties: 1 });
  });

  test("has the pairs of each direction apart; in both the first sentence is the more stereotyping one", () => {
    const { raw, stereo, antistereo } = pairPreference(
      [
        pair(sentence(4, 2, 9), sentence(5, 2, 9)),
        pair(sentence(4, 2, 9), sentence(5, 2, 9)),
        pair(sentence(6, 2, 9), sentence(5, 2, 9), "antistereo"),
      ],
      { seed: 1 },
    );
    expect(raw.share).toEqual(wilsonInterval(2, 3));
    expect(stereo.share).toEqual(wilsonInterval(2, 2));
    expect(antistereo.share).toEqual(wilsonInterval(0, 1));
  });

  test("the mean gap is positive where the more stereotyping sentence is likelier, and its interval is seeded", () => {
    const pairs = [1, 2, 6].map((gap) => pair(sentence(10, 3, 9), sentence(10 + gap, 3, 9)));
    const { meanGapNats } = pairPreference(pairs, { seed: 1 });
    expect(meanGapNats.estimate).toBeCloseTo(3, 12);
    expect(meanGapNats.lower).toBeGreaterThanOrEqual(1);
    expect(meanGapNats.upper).toBeLessThanOrEqual(6);
    expect(meanGapNats.lower).toBeLessThan(meanGapNats.upper);
    expect(pairPreference(pairs, { seed: 1 }).meanGapNats).toEqual(meanGapNats);
  });

  test("says what is no pair", () => {
    const good = sentence(5, 2, 9);
    expect(() => pairPreference([], { seed: 1 })).toThrow("pairPreference: expected the number of pairs");
    for (const bad of [
      sentence(Number.NaN, 2, 9),
      sentence(-1, 2, 9),
      sentence(5, 0, 9),
      sentence(5, 2, 0),
    ]) {
      expect(() => pairPreference([pair(good, good), pair(good, bad)], { seed: 1 })).toThrow(/in pair 1$/);
    }
  });
});
