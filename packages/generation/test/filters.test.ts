import "@engram/test-utils";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyBannedTokens,
  applyMinP,
  applyNoRepeatNgram,
  applyRepetitionPenalty,
  applyTemperature,
  applyTopK,
  applyTopP,
} from "../src/index.ts";
import { plain, softmax } from "./plain-sampling.ts";

/** Quarters make ties, thousandths few; nothing lies so near a border that float32 would move it across. */
const logitsArbitrary = fc.oneof(
  fc.array(
    fc.integer({ min: -12, max: 12 }).map((quarters) => quarters / 4),
    { minLength: 1, maxLength: 40 },
  ),
  fc.array(
    fc.integer({ min: -20_000, max: 20_000 }).map((thousandths) => Math.fround(thousandths / 1_000)),
    { minLength: 1, maxLength: 40 },
  ),
);
const rounded = (values: number[]) => Array.from(values, Math.fround);
const logitsOf = (values: number[]) => Float32Array.from(values);

describe("repetition penalty", () => {
  test("divides positive logits and multiplies negative ones, once a token", () => {
    const logits = applyRepetitionPenalty(logitsOf([2, -2, 2, -2]), 2, [0, 0, 1]);
    expect([...logits]).toEqual([1, -4, 2, -2]);
  });

  test("equals the plain loop and leaves its marks at zero", () => {
    fc.assert(
      fc.property(
        logitsArbitrary,
        fc.double({ min: 0.5, max: 3, noNaN: true }),
        fc.array(fc.nat(39)),
        (values, penalty, ids) => {
          const tokenIds = ids.filter((id) => id < values.length);
          const marks = new Uint8Array(values.length);
          const logits = applyRepetitionPenalty(logitsOf(values), penalty, tokenIds, tokenIds.length, marks);
          expect([...logits]).toEqual(rounded(plain.repetitionPenalty(values, penalty, tokenIds)));
          expect(marks.every((mark) => mark === 0)).toBe(true);
        },
      ),
    );
  });
});

describe("no-repeat n-gram", () => {
  test("bans the end of an n-gram that was there", () => {
    // a b c d a b: "a b c" was there.
    expect([...applyNoRepeatNgram(logitsOf([0, 0, 0, 0]), 3, [0, 1, 2, 3, 0, 1])]).toEqual([
      0,
      0,
      -Infinity,
      0,
    ]);
  });

  test("equals the plain set of n-grams", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3), { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        (tokenIds, size) => {
          const logits = applyNoRepeatNgram(new Float32Array(4), size, tokenIds);
          expect([...logits]).toEqual(plain.noRepeatNgram([0, 0, 0, 0], size, tokenIds));
        },
      ),
    );
  });
});

test("banned tokens lose their chance", () => {
  expect([...applyBannedTokens(logitsOf([3, 2, 1]), [0, 2])]).toEqual([-Infinity, 2, -Infinity]);
});

describe("temperature", () => {
  test("divides differences of logits", () => {
    fc.assert(
      fc.property(logitsArbitrary, fc.double({ min: 0.05, max: 20, noNaN: true }), (values, temperature) => {
        const logits = applyTemperature(logitsOf(values), temperature);
        expect(softmax([...logits])).toBeAllClose(softmax(values.map((value) => value / temperature)), {
          relative: 1e-4,
        });
      }),
    );
  });

  test("the smallest temperature leaves the likeliest tokens and no NaN", () => {
    const logits = applyTemperature(logitsOf([1, 5, 5, -Infinity]), Number.MIN_VALUE);
    expect([...logits]).toEqual([-Infinity, 0, 0, -Infinity]);
  });
});

describe("top-k", () => {
  test("keeps the ties of the last one kept", () => {
    expect([...applyTopK(logitsOf([1, 3, 2, 2, 0]), 2)]).toEqual([-Infinity, 3, 2, 2, -Infinity]);
  });

  test("equals the plain sort", () => {
    fc.assert(
      fc.property(logitsArbitrary, fc.integer({ min: 1, max: 45 }), (values, k) => {
        expect([...applyTopK(logitsOf(values), k)]).toEqual(rounded(plain.topK(values, k)));
      }),
    );
  });
});

describe("top-p", () => {
  test("keeps the smallest set that reaches p, of ties the lower ids", () => {
    const logits = () => logitsOf([0.5, 0.25, 0.125, 0.125].map(Math.log));
    const kept = (p: number) => [...applyTopP(logits(), p)].map((logit) => logit > -Infinity);
    expect(kept(0.4)).toEqual([true, false, false, false]);
    expect(kept(0.6)).toEqual([true, true, false, false]);
    expect(kept(0.8)).toEqual([true, true, true, false]);
    expect(kept(0.9)).toEqual([true, true, true, true]);
    expect(kept(1e-9)).toEqual([true, false, false, false]);
  });

  test("equals the plain sort, on what an earlier filter left", () => {
    fc.assert(
      fc.property(
        logitsArbitrary,
        fc.double({ min: 0.01, max: 0.999, noNaN: true }),
        fc.nat(45),
        (values, p, k) => {
          const left = k === 0 ? values : plain.topK(values, k);
          expect([...applyTopP(logitsOf(left), p)]).toEqual(rounded(plain.topP(rounded(left), p)));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("equals the plain sort on a large vocabulary", () => {
    const values = Array.from({ length: 5_000 }, (_, id) => Math.fround(6 * Math.sin(id * id)));
    expect([...applyTopP(logitsOf(values), 0.9)]).toEqual(plain.topP(values, 0.9));
  });
});

describe("min-p", () => {
  test("keeps what is at least that share of the likeliest", () => {
    const logits = applyMinP(logitsOf([0.5, 0.3, 0.15, 0.05].map(Math.log)), 0.2);
    expect([...logits].map((logit) => logit > -Infinity)).toEqual([true, true, true, false]);
  });

  test("equals the plain filter", () => {
    fc.assert(
      fc.property(logitsArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), (values, minP) => {
        expect([...applyMinP(logitsOf(values), minP)]).toEqual(rounded(plain.minP(rounded(values), minP)));
      }),
    );
  });
});
