import "@engram/test-utils";
import type { PredictionCache } from "@engram/lstm-core";
import { Random } from "@engram/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NeuralCache } from "../src/index.ts";
import { softmax } from "./plain-sampling.ts";

const V = 7;
const H = 5;

/** A random walk of hidden states with the token after each. */
function positions(count: number, seed = 1, scale = 1): { hidden: Float32Array; tokenId: number }[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => ({
    hidden: Float32Array.from({ length: H }, () => scale * random.normal()),
    tokenId: random.integer(V),
  }));
}

/** The formula of the paper, one term after another. */
function plainMixture(
  logits: number[],
  hidden: Float32Array,
  past: { hidden: Float32Array; tokenId: number }[],
  { size, weight, theta }: { size: number; weight: number; theta: number },
): number[] {
  const recent = past.slice(-size);
  const exponents = recent.map(
    (position) => theta * hidden.reduce((sum, unit, i) => sum + unit * position.hidden[i], 0),
  );
  const largest = Math.max(...exponents);
  const shares = exponents.map((exponent) => Math.exp(exponent - largest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return softmax(logits).map((probability, id) => {
    const share = shares.reduce((sum, value, i) => sum + (recent[i].tokenId === id ? value : 0), 0) / total;
    return (1 - weight) * probability + weight * share;
  });
}

function filledCache(
  past: { hidden: Float32Array; tokenId: number }[],
  options: { size: number; weight: number; theta: number },
) {
  const cache = new NeuralCache(H, options);
  for (const { hidden, tokenId } of past) cache.observe(hidden, tokenId);
  return cache;
}

describe("NeuralCache", () => {
  test("equals the plain float64 loop, before and after the ring is full", () => {
    const options = fc.record({
      size: fc.integer({ min: 1, max: 12 }),
      weight: fc.constantFrom(0.05, 0.3, 0.9, 1),
      theta: fc.constantFrom(0, 0.2, 1, 10),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(1_000), options, (count, seed, chosen) => {
        const [now, ...past] = positions(count + 1, seed);
        const logits = Float32Array.from({ length: V }, (_, id) => Math.sin(id + seed));
        const expected = plainMixture([...logits], now.hidden, past, chosen);
        const cache = filledCache(past, chosen);
        const model = softmax([...logits]);
        for (let id = 0; id < V; id++) {
          const mixed = cache.mix(Math.log(model[id]), now.hidden, id);
          expect(Math.abs(Math.exp(mixed) - expected[id])).toBeLessThan(1e-13);
        }
        // Twice: nothing of one prediction is left in the next.
        for (let round = 0; round < 2; round++) {
          const mixed = logits.slice();
          cache.mixLogits(mixed, now.hidden);
          expect([...mixed].map(Math.exp)).toBeAllClose(expected, { relative: 1e-6 });
        }
      }),
    );
  });

  test("weight 0 and an empty cache leave every bit as it is", () => {
    const [now, ...past] = positions(9);
    const logits = Float32Array.of(1, -2, 3e-20, 4, 5e10, -6, 7);
    for (const cache of [
      filledCache(past, { size: 8, weight: 0, theta: 1 }),
      new NeuralCache(H, { size: 8, weight: 0.5, theta: 1 }),
    ]) {
      const mixed = logits.slice();
      cache.mixLogits(mixed, now.hidden);
      expect(mixed).toEqual(logits);
      expect(cache.mix(-1.2345, now.hidden, 2)).toBe(-1.2345);
    }
  });

  test("a θ as large as numbers go picks the nearest state and gives no NaN", () => {
    const [now, ...past] = positions(20, 3, 50);
    const nearest = past.reduce((best, position) => {
      const dot = (other: Float32Array) => now.hidden.reduce((sum, unit, i) => sum + unit * other[i], 0);
      return dot(position.hidden) > dot(best.hidden) ? position : best;
    });
    const cache = filledCache(past, { size: 20, weight: 0.5, theta: Number.MAX_VALUE });
    const logits = new Float32Array(V);
    cache.mixLogits(logits, now.hidden);
    const expected = Array.from({ length: V }, (_, id) => 0.5 / V + (id === nearest.tokenId ? 0.5 : 0));
    expect([...logits].map(Math.exp)).toBeAllClose(expected, { relative: 1e-6 });
  });

  test("a token that the model thinks impossible gets the cache's share alone", () => {
    const cache = filledCache([{ hidden: new Float32Array(H), tokenId: 3 }], {
      size: 4,
      weight: 0.25,
      theta: 1,
    });
    const logits = Float32Array.of(0, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity);
    cache.mixLogits(logits, new Float32Array(H));
    expect([...logits].map(Math.exp)).toBeAllClose([0.75, 0, 0, 0.25, 0, 0, 0], { relative: 1e-7 });
  });

  test("a clone goes its own way; content is oldest first; clear forgets", () => {
    const past = positions(6);
    const cache = filledCache(past, { size: 4, weight: 0.5, theta: 1 });
    const copy = cache.clone();
    copy.observe(past[0].hidden, past[0].tokenId);
    expect([...cache.content().tokenIds]).toEqual(past.slice(-4).map(({ tokenId }) => tokenId));
    expect([...copy.content().tokenIds]).toEqual([...past.slice(-3), past[0]].map(({ tokenId }) => tokenId));
    expect(cache.content().hidden.subarray(0, H)).toEqual(past[2].hidden);
    cache.clear();
    expect(cache.length).toBe(0);
    expect(copy.length).toBe(4);
  });

  test("is the cache that lstm-core's scores take", () => {
    const cache: PredictionCache = new NeuralCache(H, { size: 1, weight: 0, theta: 0 });
    expect(cache.mix(-1, new Float32Array(H), 0)).toBe(-1);
  });

  test.each([
    [{ size: 0, weight: 0, theta: 0 }, "expected size"],
    [{ size: 2 ** 40, weight: 0, theta: 0 }, "expected size"],
    [{ size: 1, weight: 1.1, theta: 0 }, "expected weight to be in [0, 1], got 1.1"],
    [{ size: 1, weight: 0, theta: Number.NaN }, "expected theta"],
  ])("refuses %j", (options, message) => {
    expect(() => new NeuralCache(H, options)).toThrow(message);
  });
});
