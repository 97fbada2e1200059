import { expectedCalibrationError } from "@engram/metrics";
import { Random } from "@engram/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitTemperature, temperedProbabilities } from "../src/index.ts";

/** Labels drawn from softmax(logits), and the probabilities of a model that says softmax(factor * logits). */
function overconfident(factor: number, { texts = 4000, classes = 3, seed = 1 } = {}) {
  const random = new Random(seed);
  const labels = new Int32Array(texts);
  const probabilities = new Float32Array(texts * classes);
  for (let text = 0; text < texts; text++) {
    const logits = Array.from({ length: classes }, () => 1.5 * random.normal());
    const softmax = (scale: number) => {
      const powers = logits.map((logit) => Math.exp(scale * logit));
      const sum = powers.reduce((total, power) => total + power, 0);
      return powers.map((power) => power / sum);
    };
    probabilities.set(softmax(factor), text * classes);
    let left = random.uniform();
    for (const share of softmax(1).slice(0, -1)) {
      left -= share;
      if (left < 0) break;
      labels[text]++;
    }
  }
  return { labels, probabilities, classes };
}

const likeliest = (row: Float32Array) => row.indexOf(Math.max(...row));

describe("temperature scaling", () => {
  test.each([0.5, 2, 4])(
    "finds the factor %f by which logits are too large, and lowers the calibration error",
    (factor) => {
      const { labels, probabilities, classes } = overconfident(factor);
      const temperature = fitTemperature(probabilities, labels);
      expect(temperature / factor).toBeGreaterThan(0.93);
      expect(temperature / factor).toBeLessThan(1.07);
      const tempered = temperedProbabilities(probabilities, classes, temperature);
      const before = expectedCalibrationError(labels, probabilities);
      const after = expectedCalibrationError(labels, tempered);
      expect(before).toBeGreaterThan(0.05);
      expect(after).toBeLessThan(0.03);
    },
  );

  test("a few texts that are all right are no proof of certainty; the more there are, the surer", () => {
    const temperatureOf = (texts: number) => {
      const labels = Int32Array.from({ length: texts }, (_, text) => text % 2);
      const probabilities = Float32Array.from({ length: 2 * texts }, (_, cell) =>
        labels[cell >> 1] === cell % 2 ? 0.9 : 0.1,
      );
      return { probabilities, temperature: fitTemperature(probabilities, labels) };
    };
    for (const texts of [4, 40, 400]) {
      const { probabilities, temperature } = temperatureOf(texts);
      // Platt: of n texts of a class, n + 1 of n + 2.
      const [sure] = temperedProbabilities(probabilities, 2, temperature);
      expect(sure).toBeCloseTo((texts / 2 + 1) / (texts / 2 + 2), 5);
    }
  });

  test("no other temperature has a lower loss", () => {
    const { labels, probabilities, classes } = overconfident(3, { texts: 2000 });
    const loss = (temperature: number) => {
      const tempered = temperedProbabilities(probabilities, classes, temperature);
      return labels.reduce((nats, label, text) => nats - Math.log(tempered[text * classes + label]), 0);
    };
    const best = fitTemperature(probabilities, labels);
    for (const factor of [0.5, 0.9, 1.1, 2]) {
      expect(loss(best * factor), `temperature times ${factor}`).toBeGreaterThan(loss(best));
    }
  });

  test("rows stay probabilities, and the likeliest class stays the likeliest", () => {
    const row = fc.array(fc.float({ min: Math.fround(1e-6), max: 1, noNaN: true }), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(row, fc.double({ min: 0.05, max: 20, noNaN: true }), (weights, temperature) => {
        const sum = weights.reduce((total, weight) => total + weight, 0);
        const given = Float32Array.from(weights, (weight) => weight / sum);
        const tempered = temperedProbabilities(given, given.length, temperature);
        expect(tempered.reduce((total, share) => total + share, 0)).toBeCloseTo(1, 5);
        // Shares that nearly tie may round to the same float32.
        expect(tempered[likeliest(given)]).toBe(Math.max(...tempered));
      }),
    );
  });

  test("a temperature of 1 changes nothing, and the array is a new one", () => {
    const given = Float32Array.of(0.25, 0.75, 0, 1);
    const same = temperedProbabilities(given, 2, 1);
    expect([...same]).toEqual([...given]);
    expect(same).not.toBe(given);
  });

  test("certain and wrong is no infinity", () => {
    const temperature = fitTemperature(Float32Array.of(1, 0, 0, 1, 1, 0), Int32Array.of(1, 1, 0));
    expect(temperature).toBeGreaterThan(1);
    expect(temperature).toBeLessThanOrEqual(20);
    expect([...temperedProbabilities(Float32Array.of(1, 0), 2, temperature)].every(Number.isFinite)).toBe(
      true,
    );
  });

  test("says what does not fit", () => {
    expect(() => fitTemperature(new Float32Array(0), new Int32Array(0))).toThrow(
      "fitTemperature: expected probabilities [N,C] of N >= 1 texts, got 0 for 0",
    );
    expect(() => fitTemperature(Float32Array.of(0.5, 0.5), Int32Array.of(2))).toThrow(
      "fitTemperature: expected labels in [0, 2), got 2",
    );
    expect(() => temperedProbabilities(Float32Array.of(1), 1, 0)).toThrow(
      "temperedProbabilities: expected a temperature above 0, got 0",
    );
    expect(() => temperedProbabilities(Float32Array.of(0.5, 0.5, 1), 2, 1)).toThrow(
      "expected rows of 2 probabilities and a weight from each model, got 3 in all",
    );
  });
});
