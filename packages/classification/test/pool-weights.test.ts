import { Random } from "@engram/random";
import "@engram/test-utils";
import { describe, expect, test } from "vitest";
import { fitPoolWeights, fitTemperature, poolProbabilities, temperedProbabilities } from "../src/index.ts";

/** Rows [1 - p, p]. */
function rows(logits: readonly number[]): Float32Array {
  return Float32Array.from(
    logits.flatMap((logit) => [1 / (1 + Math.exp(logit)), 1 / (1 + Math.exp(-logit))]),
  );
}

/** Two views of what decides, and one of nothing; a label is drawn from the sum of the first two. */
function views(count: number, seed: number) {
  const random = new Random(seed);
  const [first, second, noise] = [1, 2, 3].map(() =>
    Array.from({ length: count }, () => 2 * random.normal()),
  );
  const labels = Int32Array.from(first, (logit, row) =>
    random.uniform() < 1 / (1 + Math.exp(-(logit + second[row]))) ? 1 : 0,
  );
  return { first, second, noise, labels };
}

function meanNats(probabilities: Float32Array, labels: Int32Array): number {
  return (
    labels.reduce((sum, label, row) => sum - Math.log(probabilities[2 * row + label]), 0) / labels.length
  );
}

describe("poolProbabilities", () => {
  test("adds the weighted logits", () => {
    const pooled = poolProbabilities([rows([1, -2]), rows([3, 0.5])], 2, [0.5, 2]);
    expect(pooled).toBeAllClose(rows([0.5 + 6, -1 + 1]), { relative: 1e-5 });
  });

  test("of one model that counts once is that model", () => {
    const own = rows([0.3, 40]);
    expect(poolProbabilities([own], 2, [1])).toEqual(own);
  });

  test("is finite where a model is certain of the opposite", () => {
    const pooled = poolProbabilities([Float32Array.of(1, 0), Float32Array.of(0, 1)], 2, [0.5, 0.5]);
    expect(pooled).toBeAllClose(Float32Array.of(0.5, 0.5));
  });

  test("refuses models of other texts, and weights of other models", () => {
    expect(() => poolProbabilities([rows([1]), rows([1, 2])], 2, [1, 1])).toThrow(
      "poolProbabilities: expected",
    );
    expect(() => poolProbabilities([rows([1])], 2, [1, 1])).toThrow("got 2 in all and 2 weights");
  });
});

describe("fitPoolWeights", () => {
  const { first, second, noise, labels } = views(4000, 5);

  test("finds how much each model counts, and that one says nothing", () => {
    // One of them is far too sure of itself: its logits are four times what they should be.
    const members = [rows(first), rows(second.map((logit) => 4 * logit)), rows(noise)];
    const weights = fitPoolWeights(members, labels);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
    expect(weights[1] / weights[0]).toBeGreaterThan(0.2);
    expect(weights[1] / weights[0]).toBeLessThan(0.3);
    expect(weights[2] / weights[0]).toBeLessThan(0.06);
  });

  test("loses less on other texts than each model and than a pool of equals", () => {
    const held = views(4000, 6);
    const build = (of: typeof held) => [rows(of.first), rows(of.second.map((logit) => 4 * logit))];
    const weights = fitPoolWeights(build({ first, second, noise, labels }), labels);
    const scoreWith = (own: readonly number[]) => {
      const temperature = fitTemperature(
        poolProbabilities(build({ first, second, noise, labels }), 2, own),
        labels,
      );
      return meanNats(
        temperedProbabilities(poolProbabilities(build(held), 2, own), 2, temperature),
        held.labels,
      );
    };
    const fitted = scoreWith(weights);
    for (const other of [
      [1, 0],
      [0, 1],
      [0.5, 0.5],
    ]) {
      expect(fitted).toBeLessThan(scoreWith(other) - 0.01);
    }
  });

  test("leaves it to the better model where some texts are all that is known", () => {
    const few = views(200, 7);
    const better = few.first.map((logit, row) => logit + few.second[row]);
    const worse = few.first.map((logit, row) => logit + few.noise[row]);
    const [first, second] = fitPoolWeights([rows(better), rows(worse)], few.labels);
    expect(first).toBeGreaterThan(0.9);
    const swapped = fitPoolWeights([rows(worse), rows(better)], few.labels);
    expect(swapped[0]).toBeCloseTo(second, 3);
    const two = fitPoolWeights([rows([2, -2]), rows([1, -3])], Int32Array.of(1, 0));
    expect(Math.max(...two)).toBeGreaterThan(0.9);
  });

  test("of one model is that model's alone, and refuses labels that are none", () => {
    expect(fitPoolWeights([rows(first)], labels)).toEqual([1]);
    expect(() => fitPoolWeights([rows([1])], Int32Array.of(2))).toThrow(
      "fitPoolWeights: expected labels in [0, 2), got 2",
    );
  });
});
