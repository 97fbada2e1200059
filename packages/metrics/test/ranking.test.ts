import "@engram/test-utils";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  averagePrecision,
  precisionRecallCurve,
  rocAuc,
  rocAucOneVersusRest,
  rocCurve,
} from "../src/index.ts";
import { readFixture } from "./read-fixture.ts";

interface Case {
  readonly name: string;
  readonly labels: number[];
  readonly scores: number[];
  readonly rocAuc: number;
  readonly averagePrecision: number;
  readonly roc: Record<"falsePositiveRate" | "truePositiveRate" | "thresholds", (number | null)[]>;
  readonly precisionRecall: Record<"precision" | "recall" | "thresholds", number[]>;
}

const { ranking, probabilities } = readFixture<{
  ranking: Case[];
  probabilities: { name: string; actual: number[]; probabilities: number[]; rocAuc: number | null }[];
}>("classification.json");

describe.each(ranking)("scikit-learn, $name", ({ labels, scores, ...expected }) => {
  test("areas", () => {
    expect(rocAuc(labels, scores)).toBeCloseTo(expected.rocAuc, 12);
    expect(averagePrecision(labels, scores)).toBeCloseTo(expected.averagePrecision, 12);
  });

  test("ROC curve", () => {
    const curve = rocCurve(Int8Array.from(labels), Float64Array.from(scores));
    expect(curve.falsePositiveRate).toBeAllClose(expected.roc.falsePositiveRate as number[], {
      relative: 1e-12,
    });
    expect(curve.truePositiveRate).toBeAllClose(expected.roc.truePositiveRate as number[], {
      relative: 1e-12,
    });
    expect([...curve.thresholds]).toEqual([Number.POSITIVE_INFINITY, ...expected.roc.thresholds.slice(1)]);
  });

  test("precision-recall curve", () => {
    const curve = precisionRecallCurve(labels, scores);
    expect(curve.precision).toBeAllClose(expected.precisionRecall.precision, { relative: 1e-12 });
    expect(curve.recall).toBeAllClose(expected.precisionRecall.recall, { relative: 1e-12 });
    expect([...curve.thresholds]).toEqual(expected.precisionRecall.thresholds);
  });
});

test.each(probabilities.filter((each) => each.rocAuc !== null))(
  "scikit-learn, one versus rest, $name",
  (each) => {
    expect(rocAucOneVersusRest(each.actual, each.probabilities)).toBeCloseTo(each.rocAuc!, 12);
  },
);

const labelledScores = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: -4, max: 4 })), {
  minLength: 1,
  maxLength: 40,
});

test("the ROC AUC is the share of positive-negative pairs in the right order, ties one half", () => {
  fc.assert(
    fc.property(labelledScores, (items) => {
      const of = (label: number) => items.filter((item) => item[0] === label).map((item) => item[1]);
      const order = of(1).flatMap((positive) =>
        of(0).map((negative) => (positive > negative ? 1 : positive === negative ? 0.5 : 0)),
      );
      const share = order.reduce<number>((sum, value) => sum + value, 0) / order.length;
      const area = rocAuc(
        items.map(([label]) => label),
        items.map(([, score]) => score),
      );
      if (order.length === 0) expect(area).toBeNaN();
      else expect(area).toBeCloseTo(share, 12);
    }),
  );
});

test("two columns one versus rest are the binary area", () => {
  const { labels, scores } = ranking[1];
  const columns = scores.flatMap((score) => [-score, score]);
  expect(rocAucOneVersusRest(labels, columns)).toBeCloseTo(rocAuc(labels, scores), 12);
});

test("what is undefined where a class is missing is NaN", () => {
  expect(rocAuc([1, 1], [0.1, 0.2])).toBeNaN();
  expect(rocAuc([0, 0], [0.1, 0.2])).toBeNaN();
  expect(averagePrecision([0, 0], [0.1, 0.2])).toBeNaN();
  expect([...rocCurve([0, 0], [1, 2]).truePositiveRate]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  expect([...precisionRecallCurve([0, 0], [1, 2]).recall]).toEqual([Number.NaN, Number.NaN, 0]);
  expect(rocAucOneVersusRest([0, 1], [1, 0, 0, 0, 1, 0])).toBeNaN();
});

test("bad input is refused", () => {
  expect(() => rocAuc([0, 1, 2], [1, 2, 3])).toThrow("rocAuc: expected labels in [0, 2), got 2 at 2");
  expect(() => rocAuc([0, 1], [1, Number.NaN])).toThrow("rocAuc: expected finite scores, got NaN at 1");
  expect(() => rocCurve([0], [Number.POSITIVE_INFINITY])).toThrow("rocCurve: expected finite scores");
  expect(() => averagePrecision([], [])).toThrow("averagePrecision: expected at least one item");
  expect(() => precisionRecallCurve([0, 1], [1])).toThrow("expected as many scores as labels (2), got 1");
  expect(() => rocAucOneVersusRest([0, 1], [1, 2, 3])).toThrow(
    "expected the length of scores to be a multiple of 2",
  );
  expect(() => rocAucOneVersusRest([0, 1], [1, 2])).toThrow("expected the number of scores per item");
  expect(() => rocAucOneVersusRest([], [])).toThrow("expected at least one item, got 0");
});
