import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, thresholdForCost, thresholdForPrecision } from "../src/index.ts";

/** Few different scores, so that ties are frequent. */
const scored = fc.array(
  fc.record({
    score: fc.integer({ min: 0, max: 10 }).map((tenth) => tenth / 10),
    isOfClass: fc.integer({ min: 0, max: 1 }),
  }),
  { minLength: 1, maxLength: 30 },
);
type Scored = { score: number; isOfClass: number }[];

/** Some of them are reached exactly. */
const precisions = fc.oneof(
  fc.constantFrom(0, 0.5, 2 / 3, 0.75, 1),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

const scoresOf = (texts: Scored) => texts.map(({ score }) => score);
const classesOf = (texts: Scored) => texts.map(({ isOfClass }) => isOfClass);

function countsAt(texts: Scored, threshold: number) {
  const above = texts.filter(({ score }) => score >= threshold);
  const found = above.filter(({ isOfClass }) => isOfClass === 1).length;
  const ofClass = texts.filter(({ isOfClass }) => isOfClass === 1).length;
  return {
    precision: found / above.length,
    recall: found / ofClass,
    falsePositives: above.length - found,
    falseNegatives: ofClass - found,
  };
}

describe("thresholdForPrecision", () => {
  test("is the lowest score whose precision is high enough, by brute force", () => {
    fc.assert(
      fc.property(scored, precisions, (texts, precision) => {
        const enough = scoresOf(texts).filter((score) => countsAt(texts, score).precision >= precision);
        const chosen = thresholdForPrecision(scoresOf(texts), classesOf(texts), precision);
        const threshold = Math.min(...enough);
        const { precision: reached, recall } = countsAt(texts, threshold);
        expect(chosen).toEqual(enough.length === 0 ? undefined : { threshold, precision: reached, recall });
      }),
    );
  });

  test("says what does not fit", () => {
    expect(() => thresholdForPrecision([0.5], [1], 1.1)).toThrow(
      "thresholdForPrecision: expected a precision in [0, 1], got 1.1",
    );
    expect(() => thresholdForPrecision([], [], 0.9)).toThrow(
      "expected as many scores as classes, got 0 and 0",
    );
    expect(() => thresholdForPrecision([Number.NaN], [1], 0.9)).toThrow(
      "expected scores in [0, 1], got NaN at position 0",
    );
  });
});

describe("thresholdForCost", () => {
  const costs = fc.record({
    falsePositive: fc.integer({ min: 0, max: 20 }),
    falseNegative: fc.integer({ min: 1, max: 20 }),
  });

  test("has the lowest cost of all thresholds, and is the highest that has it, by brute force", () => {
    fc.assert(
      fc.property(scored, costs, (texts, { falsePositive, falseNegative }) => {
        const costAt = (threshold: number) => {
          const { falsePositives, falseNegatives } = countsAt(texts, threshold);
          return falsePositives * falsePositive + falseNegatives * falseNegative;
        };
        const { threshold } = thresholdForCost(scoresOf(texts), classesOf(texts), {
          falsePositive,
          falseNegative,
        });
        const tried = [...scoresOf(texts), 2];
        const lowest = Math.min(...tried.map(costAt));
        const highest = Math.max(...tried.filter((each) => costAt(each) === lowest));
        expect(threshold).toBe(highest === 2 ? 1 + 2 ** -20 : highest);
      }),
    );
  });

  test("is above every probability where a false alarm costs too much", () => {
    const { threshold, recall } = thresholdForCost([0.9, 1], [1, 0], {
      falsePositive: 100,
      falseNegative: 1,
    });
    expect(threshold).toBeGreaterThan(1);
    expect(recall).toBe(0);
  });

  test("says what does not fit", () => {
    expect(() => thresholdForCost([0.5], [1], { falsePositive: 0, falseNegative: 0 })).toThrow(
      "thresholdForCost: expected costs of 0 or more, not both 0, got 0 and 0",
    );
  });
});

describe("decide", () => {
  const labels = ["a", "b", "c"];

  test("chooses the likeliest class, of equal ones the first", () => {
    expect(decide([0.2, 0.5, 0.3], labels)).toBe(1);
    expect(decide([0.2, 0.4, 0.4], labels)).toBe(1);
  });

  test("chooses the decision's class from its threshold on, and else the likeliest of the others", () => {
    expect(decide([0.2, 0.5, 0.3], labels, { label: "c", threshold: 0.3 })).toBe(2);
    expect(decide([0.1, 0.2, 0.7], labels, { label: "c", threshold: 0.71 })).toBe(1);
    expect(decide([0.1, 0.2, 0.7], labels, { label: "c", threshold: 1 + 2 ** -20 })).toBe(1);
  });

  test("refuses a class that there is not", () => {
    expect(() => decide([1, 0, 0], labels, { label: "d", threshold: 0.5 })).toThrow(
      "decide: expected a decision on one of a, b, c, got d",
    );
  });
});
