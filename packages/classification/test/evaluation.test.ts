import { rocAuc, rocCurve } from "@engram/metrics";
import { Random } from "@engram/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resampledRocAuc } from "../src/evaluation/resampled-roc-auc.ts";
import { thinCurve } from "../src/evaluation/thin-curve.ts";
import { excerptOf } from "../src/evaluation/worst-errors.ts";
import { evaluateClassifier } from "../src/index.ts";

/** N texts of C classes, whose probabilities lean towards the truth by `skill`. */
function judged(texts: number, classes: number, { seed = 1, skill = 2 } = {}) {
  const random = new Random(seed);
  const truth = Int32Array.from({ length: texts }, () => random.integer(classes));
  const probabilities = new Float32Array(texts * classes);
  for (const [text, actual] of truth.entries()) {
    const powers = Array.from({ length: classes }, (_, id) =>
      Math.exp(random.normal() + (id === actual ? skill : 0)),
    );
    const sum = powers.reduce((total, power) => total + power, 0);
    probabilities.set(
      powers.map((power) => power / sum),
      text * classes,
    );
  }
  return { truth, probabilities };
}

const LABELS = ["bad", "good"];
const resamples = 200;

describe("evaluateClassifier", () => {
  test("of four texts says what one counts by hand", () => {
    const report = evaluateClassifier({
      labels: LABELS,
      // Of good, by falling probability: right, wrong, right, right.
      probabilities: Float32Array.of(0.125, 0.875, 0.25, 0.75, 0.375, 0.625, 0.75, 0.25),
      truth: Int32Array.of(1, 0, 1, 0),
      texts: ["one", "two", "three", "four"],
      seed: 1,
      resamples,
    });
    expect(report.scores.accuracy).toBe(0.75);
    expect(report.scores.rocAuc).toBe(0.75);
    expect(report.scores.logLoss).toBeCloseTo(-Math.log(0.875 * 0.25 * 0.625 * 0.75) / 4, 12);
    expect(report.scores.brierScore).toBeCloseTo(
      (2 * (0.125 ** 2 + 0.75 ** 2 + 0.375 ** 2 + 0.25 ** 2)) / 4,
      12,
    );
    // Two texts at 0.75, half of them right; 0.875 and 0.625 alone and right.
    expect(report.scores.expectedCalibrationError).toBeCloseTo((0.125 + 2 * 0.25 + 0.375) / 4, 12);
    expect(report.confusion).toEqual([
      [1, 1],
      [0, 2],
    ]);
    expect(report.classes[1]).toMatchObject({
      label: "good",
      texts: 2,
      precision: 2 / 3,
      recall: 1,
      f1: 0.8,
    });
    expect(report.classes[1].averagePrecision).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(report.worstErrors).toEqual([
      { index: 1, actual: "bad", predicted: "good", probability: 0.75, excerpt: "two" },
    ]);
  });

  test.each([2, 3, 7])(
    "of %d classes: scores are within their intervals, and everything survives JSON",
    (classes) => {
      const labels = Array.from({ length: classes }, (_, id) => `class ${id}`);
      const report = evaluateClassifier({ labels, ...judged(400, classes), seed: 1, resamples });
      for (const [name, interval] of Object.entries(report.intervals)) {
        const score = report.scores[name as keyof typeof report.intervals] as number;
        expect(interval!.lower, name).toBeLessThan(interval!.upper);
        // A resample is less calibrated than the texts.
        if (name !== "expectedCalibrationError") expect(interval!.lower, name).toBeLessThan(score);
        expect(interval!.upper, name).toBeGreaterThan(score);
      }
      expect(report.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(400);
      expect(report.calibration.reduce((sum, { count }) => sum + count, 0)).toBe(400);
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    },
  );

  test("the worst errors are the mistakes of the highest probability, the worst first, and no more than wanted", () => {
    const given = judged(400, 3, { skill: 1 });
    const labels = ["a", "b", "c"];
    const mistakes = Array.from(given.truth, (actual, text) => {
      const own = given.probabilities.subarray(3 * text, 3 * text + 3);
      return own.indexOf(Math.max(...own)) === actual ? 0 : Math.max(...own);
    });
    const worst = mistakes.filter((probability) => probability > 0).sort((one, other) => other - one);
    const { worstErrors } = evaluateClassifier({ labels, ...given, seed: 1, resamples: 1, mostErrors: 15 });
    expect(worstErrors.map(({ probability }) => probability)).toEqual(worst.slice(0, 15));
    for (const { index, actual, probability } of worstErrors) {
      expect(mistakes[index]).toBe(probability);
      expect(labels.indexOf(actual)).toBe(given.truth[index]);
    }
  });

  test("the seed decides the intervals and nothing else", () => {
    const of = (seed: number) => evaluateClassifier({ labels: LABELS, ...judged(100, 2), seed, resamples });
    expect(of(3)).toEqual(of(3));
    expect(of(4).intervals).not.toEqual(of(3).intervals);
    expect(of(4).scores).toEqual(of(3).scores);
  });

  test("an interval holds the score of the whole population about as often as it says", () => {
    const population = judged(20_000, 2, { seed: 9 });
    const { scores } = evaluateClassifier({ labels: LABELS, ...population, seed: 1, resamples: 2 });
    const held = { accuracy: 0, macroF1: 0, rocAuc: 0 };
    const samples = 60;
    for (let sample = 0; sample < samples; sample++) {
      const from = sample * 300;
      const { intervals } = evaluateClassifier({
        labels: LABELS,
        truth: population.truth.slice(from, from + 300),
        probabilities: population.probabilities.slice(2 * from, 2 * from + 600),
        seed: sample,
        resamples,
      });
      for (const name of Object.keys(held) as (keyof typeof held)[]) {
        const { lower, upper } = intervals[name]!;
        if (lower <= scores[name]! && scores[name]! <= upper) held[name]++;
      }
    }
    // 95% of 60 is 57; below 50 would happen once in a few thousand times.
    for (const [name, count] of Object.entries(held)) expect(count, name).toBeGreaterThanOrEqual(50);
  });

  test("a decision changes what is chosen, not what the probabilities are worth", () => {
    const given = { labels: LABELS, ...judged(300, 2), seed: 1, resamples };
    const plain = evaluateClassifier(given);
    const careful = evaluateClassifier({ ...given, decision: { label: "good", threshold: 0.9 } });
    expect(careful.classes[1].precision).toBeGreaterThan(plain.classes[1].precision);
    expect(careful.classes[1].recall).toBeLessThan(plain.classes[1].recall);
    expect(careful.scores.rocAuc).toBe(plain.scores.rocAuc);
    expect(careful.calibration).toEqual(plain.calibration);
    // A text of the class at 0.89 is a mistake of probability 0.11.
    for (const { predicted, probability } of careful.worstErrors) {
      if (predicted === "bad") expect(probability).toBeGreaterThan(0.1);
    }
  });

  test("a class without a text has null where nothing is defined, and no curves", () => {
    const { probabilities } = judged(50, 3);
    const truth = new Int32Array(50).map((_, text) => text % 2);
    const report = evaluateClassifier({ labels: ["a", "b", "c"], probabilities, truth, seed: 1, resamples });
    expect(report.scores.rocAuc).toBeNull();
    expect(report.intervals.rocAuc).toBeNull();
    expect(report.intervals.accuracy).not.toBeNull();
    expect(report.classes[2]).toMatchObject({
      texts: 0,
      rocAuc: null,
      averagePrecision: null,
      rocCurve: [],
      precisionRecallCurve: [],
    });
    expect(report.classes[0].rocAuc).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test("curves have at most 200 points and hardly less area than all points", () => {
    const { truth, probabilities } = judged(20_000, 2, { skill: 1 });
    const report = evaluateClassifier({ labels: LABELS, truth, probabilities, seed: 1, resamples: 1 });
    const { rocCurve, precisionRecallCurve, rocAuc, averagePrecision } = report.classes[1];
    const area = (points: typeof rocCurve) =>
      points
        .slice(1)
        .reduce((sum, { x, y }, last) => sum + (Math.abs(x - points[last].x) * (y + points[last].y)) / 2, 0);
    expect(rocCurve.length).toBeLessThanOrEqual(200);
    expect(precisionRecallCurve.length).toBeLessThanOrEqual(200);
    expect(Math.abs(area(rocCurve) - rocAuc!)).toBeLessThan(1e-3);
    expect(Math.abs(area(precisionRecallCurve) - averagePrecision!)).toBeLessThan(2e-3);
    expect(rocCurve[0]).toEqual({ x: 0, y: 0, threshold: null });
    expect(rocCurve.at(-1)).toMatchObject({ x: 1, y: 1 });
    expect(precisionRecallCurve.at(-1)).toEqual({ x: 0, y: 1, threshold: null });
  });

  test("says what does not fit", () => {
    const given = {
      labels: LABELS,
      probabilities: Float32Array.of(0.5, 0.5),
      truth: Int32Array.of(1),
      seed: 1,
    };
    const evaluate = (changes: Partial<Parameters<typeof evaluateClassifier>[0]>) => () =>
      evaluateClassifier({ ...given, ...changes });
    expect(evaluate({ labels: ["a"] })).toThrow(
      "evaluateClassifier: expected at least two different labels, got [a]",
    );
    expect(evaluate({ truth: new Int32Array(0) })).toThrow(
      "evaluateClassifier: expected at least one text, got 0",
    );
    expect(evaluate({ probabilities: Float32Array.of(1) })).toThrow(
      "expected probabilities of length N*C = 1*2, got 1",
    );
    expect(evaluate({ texts: [] })).toThrow("evaluateClassifier: expected 1 texts, got 0");
    expect(evaluate({ truth: Int32Array.of(2) })).toThrow("in [0, 2), got 2");
    expect(evaluate({ probabilities: Float32Array.of(0.5, 0.7) })).toThrow("to sum to 1");
  });
});

test("the area of a resample is what metrics says of the texts drawn, with ties", () => {
  const texts = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 5 })), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(texts, fc.infiniteStream(fc.nat()), (pairs, draws) => {
      const [labels, scores] = [pairs.map(([label]) => label), pairs.map(([, score]) => score / 5)];
      const area = resampledRocAuc(labels, scores);
      for (let round = 0; round < 3; round++) {
        const indices = Int32Array.from(pairs, () => (draws.next().value as number) % pairs.length);
        const drawn = Array.from(indices);
        const expected = rocAuc(
          drawn.map((text) => labels[text]),
          drawn.map((text) => scores[text]),
        );
        if (Number.isNaN(expected)) expect(area(indices)).toBeNaN();
        else expect(area(indices)).toBeCloseTo(expected, 12);
      }
    }),
  );
});

describe("thinCurve", () => {
  test("keeps all corners where there are few, and leaves out what is on a line", () => {
    expect(thinCurve([0, 0, 0, 0.5, 1], [0, 0.5, 1, 1, 1], 10)).toEqual([0, 2, 4]);
    expect(thinCurve([0.5], [0.5], 10)).toEqual([0]);
  });

  test("keeps at most so many, ascending, with both ends", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.float({ noNaN: true, min: 0, max: 1 }), fc.float({ noNaN: true, min: 0, max: 1 })),
          { minLength: 2, maxLength: 50 },
        ),
        fc.integer({ min: 2, max: 20 }),
        (points, most) => {
          const kept = thinCurve(
            points.map(([x]) => x),
            points.map(([, y]) => y),
            most,
          );
          expect(kept.length).toBeLessThanOrEqual(most);
          expect(kept[0]).toBe(0);
          expect(kept.at(-1)).toBe(points.length - 1);
          expect(kept).toEqual([...new Set(kept)].sort((one, other) => one - other));
        },
      ),
    );
  });

  test("with 100 points a curve of thousands is nowhere further than half a hundredth from them", () => {
    const { truth, probabilities } = judged(5000, 2, { skill: 1 });
    const scores = Float32Array.from(truth, (_, text) => probabilities[2 * text + 1]);
    const { falsePositiveRate: x, truePositiveRate: y } = rocCurve(truth, scores);
    const kept = thinCurve(x, y, 100);
    for (let point = 0; point < x.length; point++) {
      const after = kept.findIndex((index) => index >= point);
      const [left, right] = [kept[Math.max(0, after - 1)], kept[after]];
      const length = Math.hypot(x[right] - x[left], y[right] - y[left]) || 1;
      const away =
        Math.abs((x[point] - x[left]) * (y[right] - y[left]) - (y[point] - y[left]) * (x[right] - x[left])) /
        length;
      expect(away).toBeLessThan(0.005);
    }
  });
});

test("an excerpt is one line, cut between characters", () => {
  expect(excerptOf("a\n\n b")).toBe("a b");
  expect(excerptOf("x".repeat(280))).toBe("x".repeat(280));
  expect(excerptOf("x".repeat(281))).toBe(`${"x".repeat(280)}…`);
  expect(excerptOf("🐳".repeat(500))).toBe(`${"🐳".repeat(280)}…`);
  expect(excerptOf(`${" ".repeat(5000)}late`)).toBe("late");
  expect(excerptOf(`a${" ".repeat(5000)}late`)).toBe("a …");
});
