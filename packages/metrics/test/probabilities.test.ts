import { describe, expect, test } from "vitest";
import { brierScore, CalibrationBins, expectedCalibrationError, logLoss } from "../src/index.ts";
import { readFixture } from "./read-fixture.ts";

interface Case {
  readonly name: string;
  readonly actual: number[];
  readonly classes: number;
  readonly probabilities: number[];
  readonly logLoss: number;
  readonly brier: number;
  readonly expectedCalibrationError: Record<string, number>;
}

interface BinaryCase {
  readonly name: string;
  readonly labels: number[];
  readonly probabilities: number[];
  readonly logLoss: number;
  readonly brier: number;
  readonly calibration: { readonly bins: number; readonly accuracy: number[]; readonly confidence: number[] };
}

const { probabilities: cases, binaryProbabilities } = readFixture<{
  probabilities: Case[];
  binaryProbabilities: BinaryCase[];
}>("classification.json");

describe.each(cases)("scikit-learn, $name", (each) => {
  test("log loss and Brier score", () => {
    expect(logLoss(each.actual, each.probabilities)).toBeCloseTo(each.logLoss, 12);
    expect(brierScore(each.actual, each.probabilities)).toBeCloseTo(each.brier, 12);
  });

  test.each(Object.entries(each.expectedCalibrationError))(
    "calibration error in %s bins",
    (bins, expected) => {
      const error = expectedCalibrationError(each.actual, each.probabilities, { bins: Number(bins) });
      expect(error).toBeCloseTo(expected, 12);
    },
  );
});

test.each(cases.filter(({ classes }) => classes === 2))(
  "one column of class 1 says the same as two: $name",
  (each) => {
    const column = each.probabilities.filter((_, index) => index % 2 === 1);
    expect(logLoss(each.actual, column)).toBeCloseTo(each.logLoss, 12);
    expect(brierScore(each.actual, column) * 2).toBeCloseTo(each.brier, 12);
    for (const [bins, expected] of Object.entries(each.expectedCalibrationError)) {
      expect(expectedCalibrationError(each.actual, column, { bins: Number(bins) })).toBeCloseTo(expected, 12);
    }
  },
);

describe.each(binaryProbabilities)(
  "scikit-learn, one column, $name",
  ({ labels, probabilities, ...expected }) => {
    test("log loss and Brier score", () => {
      expect(logLoss(labels, probabilities)).toBeCloseTo(expected.logLoss, 12);
      expect(brierScore(labels, probabilities)).toBeCloseTo(expected.brier, 12);
    });

    test("calibration curve, counted in two batches", () => {
      const bins = new CalibrationBins({ bins: expected.calibration.bins })
        .add(labels.slice(0, 25), probabilities.slice(0, 25))
        .add(labels.slice(25), probabilities.slice(25));
      const filled = bins.filled();
      expect(filled.reduce((sum, { count }) => sum + count, 0)).toBe(labels.length);
      expect(filled).toHaveLength(expected.calibration.accuracy.length);
      filled.forEach(({ lower, upper, confidence, accuracy }, index) => {
        expect(accuracy).toBeCloseTo(expected.calibration.accuracy[index], 12);
        expect(confidence).toBeCloseTo(expected.calibration.confidence[index], 12);
        expect(confidence).toBeGreaterThanOrEqual(lower);
        expect(confidence).toBeLessThanOrEqual(upper);
      });
    });
  },
);

test("every k / bins falls into the bin below that edge, the next number into the bin above", () => {
  for (const bins of [1, 3, 7, 10, 49, 100]) {
    for (let edge = 1; edge <= bins; edge++) {
      const [bin] = new CalibrationBins({ bins }).add([1], [edge / bins]).filled();
      expect([bin.lower, bin.upper]).toEqual([(edge - 1) / bins, edge / bins]);
      if (edge === bins) continue;
      const next = (edge / bins) * (1 + Number.EPSILON);
      expect(new CalibrationBins({ bins }).add([1], [next]).filled()[0].lower).toBe(edge / bins);
    }
    expect(new CalibrationBins({ bins }).add([1], [0]).filled()[0].lower).toBe(0);
  }
});

test("a probability of 0 for what happened costs 36.04 nats, not infinity", () => {
  expect(logLoss([1], [0])).toBeCloseTo(52 * Math.LN2, 12);
  expect(logLoss([0, 1], [1, 0, 0, 1])).toBe(0);
});

test("sure and always wrong is the largest calibration error, sure and right none", () => {
  expect(expectedCalibrationError([0, 0], [1, 1])).toBe(1);
  expect(expectedCalibrationError([1, 0], [1, 0])).toBe(0);
});

describe("bad input", () => {
  test("logits are no probabilities", () => {
    expect(() => logLoss([0], [2.3, -1.2])).toThrow(
      "logLoss: expected probabilities in [0, 1], got 2.3 of item 0",
    );
    expect(() => brierScore([0], [0.9, 0.9])).toThrow(
      "brierScore: expected the probabilities of item 0 to sum to 1, got 1.8",
    );
    expect(() => logLoss([0], [Number.NaN])).toThrow("got NaN of item 0");
  });

  test("lengths and ids that do not fit", () => {
    expect(() => logLoss([0, 1], [0.5, 0.5, 0.5])).toThrow(
      "logLoss: expected the length of probabilities to be a multiple of 2, got 3",
    );
    expect(() => logLoss([2], [0.5, 0.5])).toThrow("logLoss: expected classIds in [0, 2), got 2 at 0");
    expect(() => expectedCalibrationError([], [])).toThrow("expected at least one item, got 0");
    expect(() => brierScore([0], [])).toThrow("multiple of 1, got 0");
  });

  test("bins", () => {
    expect(() => new CalibrationBins({ bins: 0 })).toThrow(
      "CalibrationBins: expected bins to be an integer in",
    );
    expect(() => new CalibrationBins({ bins: 1e12 })).toThrow("expected bins");
    expect(() => new CalibrationBins().expectedError()).toThrow("expected at least one prediction, got 0");
    const bins = new CalibrationBins();
    expect(() => bins.add([1, 1], [0.5, 1.5])).toThrow("expected confidences in [0, 1], got 1.5 at 1");
    expect(bins.filled()).toEqual([]);
  });
});
