import { Random } from "@engram/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CopiedNgrams, copiedNgramRate, distinctN, repeatedNgramRate } from "../src/index.ts";

function ngrams(text: ArrayLike<number>, n: number): string[] {
  const ids = Array.from(text);
  return ids.slice(n - 1).map((_, start) => ids.slice(start, start + n).join(" "));
}

/** Few ids, so that n-grams repeat, among them the ends of the int32 range. */
const tokenIds = fc
  .array(fc.constantFrom(0, 1, 2, -1, 2 ** 31 - 1, -(2 ** 31)), { maxLength: 40 })
  .map((ids) => Int32Array.from(ids));
const n = fc.integer({ min: 1, max: 4 });

test("the rates are those of sets of strings", () => {
  fc.assert(
    fc.property(fc.array(tokenIds, { maxLength: 4 }), tokenIds, n, (texts, training, n) => {
      const all = texts.flatMap((text) => ngrams(text, n));
      expect(distinctN(texts, n)).toBe(new Set(all).size / all.length);
      const repeated = texts.map((text) => ngrams(text, n).length - new Set(ngrams(text, n)).size);
      expect(repeatedNgramRate(texts, n)).toBe(repeated.reduce((sum, count) => sum + count, 0) / all.length);
      const known = new Set(ngrams(training, n));
      for (const text of texts) {
        const copied = ngrams(text, n).filter((ngram) => known.has(ngram)).length;
        expect(copiedNgramRate(text, training, n)).toBe(copied / ngrams(text, n).length);
      }
    }),
    { numRuns: 500 },
  );
});

test("a training text read in pieces of any length is the training text", () => {
  fc.assert(
    fc.property(tokenIds, fc.array(tokenIds, { maxLength: 6 }), n, (generated, pieces, n) => {
      const copied = new CopiedNgrams(generated, n);
      for (const piece of pieces) copied.read(piece);
      const whole = Int32Array.from(pieces.flatMap((piece) => [...piece]));
      expect(copied.rate).toBe(copiedNgramRate(generated, whole, n));
    }),
    { numRuns: 500 },
  );
  const copied = new CopiedNgrams(Int32Array.of(1, 2, 3, 4), 3);
  for (const token of [1, 2, 3, 4]) copied.read(Int32Array.of(token));
  expect(copied.rate).toBe(1);
});

test("hand-made: a loop repeats itself, and is not varied", () => {
  const loop = Int32Array.of(7, 8, 7, 8, 7, 8);
  expect(distinctN([loop], 2)).toBe(2 / 5);
  expect(repeatedNgramRate([loop], 2)).toBe(3 / 5);
  // The same text twice: no text repeats itself more than before, but together they vary less.
  expect(distinctN([loop, loop], 2)).toBe(2 / 10);
  expect(repeatedNgramRate([loop, loop], 2)).toBe(6 / 10);
});

test("no false positives among a million other n-grams", () => {
  const random = new Random(4);
  const training = Int32Array.from({ length: 1_000_000 }, () => random.integer(2 ** 20));
  const generated = Int32Array.from({ length: 100_000 }, () => 2 ** 20 + random.integer(2 ** 20));
  expect(copiedNgramRate(generated, training, 2)).toBe(0);
  generated.set(training.subarray(5000, 5050), 300);
  expect(copiedNgramRate(generated, training, 2)).toBe(49 / 99_999);
});

test("texts that are too short for an n-gram have no rate", () => {
  const short = Int32Array.of(1, 2);
  expect(distinctN([short], 3)).toBeNaN();
  expect(distinctN([], 1)).toBeNaN();
  expect(repeatedNgramRate([short, short], 3)).toBeNaN();
  expect(copiedNgramRate(short, Int32Array.of(1, 2, 3), 3)).toBeNaN();
});

describe.each([0, -1, 1.5, Number.NaN])("n = %s", (n) => {
  test("is refused", () => {
    const message = `expected n to be an integer of 1 or more, got ${n}`;
    expect(() => distinctN([], n)).toThrow(`distinctN: ${message}`);
    expect(() => repeatedNgramRate([], n)).toThrow(`repeatedNgramRate: ${message}`);
    expect(() => new CopiedNgrams(new Int32Array(3), n)).toThrow(`CopiedNgrams: ${message}`);
  });
});
