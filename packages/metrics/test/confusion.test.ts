import "@engram/test-utils";
import { describe, expect, test } from "vitest";
import {
  accuracy,
  ConfusionMatrix,
  classScores,
  confusionMatrix,
  f1,
  matthewsCorrelation,
  precision,
  recall,
} from "../src/index.ts";
import { readFixture } from "./read-fixture.ts";

interface Scores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

interface Case {
  readonly name: string;
  readonly actual: number[];
  readonly predicted: number[];
  readonly classes: number;
  readonly counts: number[];
  readonly accuracy: number;
  readonly matthews: number;
  readonly averages: Record<"micro" | "macro" | "weighted", Scores>;
  readonly perClass: Record<"precision" | "recall" | "f1" | "support", number[]>;
}

const { confusion: cases } = readFixture<{ confusion: Case[] }>("classification.json");

describe.each(cases)("scikit-learn, $name", (each) => {
  const confusion = confusionMatrix(Int32Array.from(each.actual), each.predicted, { classes: each.classes });

  test("confusion matrix", () => {
    expect([...confusion.counts]).toEqual(each.counts);
  });

  test("accuracy and Matthews correlation", () => {
    expect(accuracy(confusion)).toBeCloseTo(each.accuracy, 12);
    expect(matthewsCorrelation(confusion)).toBeCloseTo(each.matthews, 12);
  });

  test("precision, recall and F1 of each class", () => {
    const scores = classScores(confusion);
    expect([...scores.support]).toEqual(each.perClass.support);
    for (const name of ["precision", "recall", "f1"] as const) {
      expect(scores[name]).toBeAllClose(each.perClass[name], { relative: 1e-12 });
    }
    expect(precision(confusion, { positiveClass: 1 })).toBe(scores.precision[1]);
    expect(recall(confusion, { positiveClass: 1 })).toBe(scores.recall[1]);
    expect(f1(confusion, { positiveClass: 1 })).toBe(scores.f1[1]);
  });

  test.each(["micro", "macro", "weighted"] as const)("%s averages", (average) => {
    const expected = each.averages[average];
    expect(precision(confusion, { average })).toBeCloseTo(expected.precision, 12);
    expect(recall(confusion, { average })).toBeCloseTo(expected.recall, 12);
    expect(f1(confusion, { average })).toBeCloseTo(expected.f1, 12);
  });
});

test("counts in batches are the counts of the whole", () => {
  const { actual, predicted, classes } = cases[1];
  const batches = new ConfusionMatrix(classes)
    .add(actual.slice(0, 40), predicted.slice(0, 40))
    .add(actual.slice(40), predicted.slice(40));
  expect(batches.counts).toEqual(confusionMatrix(actual, predicted).counts);
  expect(batches.total).toBe(actual.length);
});

describe("bad input", () => {
  const confusion = confusionMatrix([0, 1], [1, 1]);

  test("ids out of range are refused before anything is counted", () => {
    const matrix = new ConfusionMatrix(2);
    expect(() => matrix.add([0, 1], [0, 2])).toThrow(
      "ConfusionMatrix.add: expected predicted classes in [0, 2), got 2 at 1",
    );
    expect(() => matrix.add([0, -1], [0, 0])).toThrow("expected actual classes in [0, 2), got -1 at 1");
    expect(matrix.total).toBe(0);
    expect(() => confusionMatrix([0.5], [0])).toThrow("expected actual classes");
    expect(() => confusionMatrix([0], [Number.NaN])).toThrow("expected predicted classes");
  });

  test("different or no lengths", () => {
    expect(() => confusionMatrix([0, 1], [0])).toThrow(
      "confusionMatrix: expected as many predicted as actual (2), got 1",
    );
    expect(() => confusionMatrix([], [])).toThrow("expected at least one item in actual, got 0");
  });

  test("too many classes are refused before memory is taken", () => {
    expect(() => new ConfusionMatrix(1e9)).toThrow(
      "ConfusionMatrix: expected classes to be an integer in [1, 4096], got 1000000000",
    );
    expect(() => confusionMatrix([1e9], [0])).toThrow("expected actual classes in [0, 4096)");
  });

  test("an empty matrix has no scores", () => {
    const empty = new ConfusionMatrix(2);
    expect(() => accuracy(empty)).toThrow("accuracy: expected at least one counted pair, got 0");
    expect(() => matthewsCorrelation(empty)).toThrow("matthewsCorrelation: expected at least one");
    expect(() => classScores(empty)).toThrow("classScores: expected at least one");
    expect(() => f1(empty, { average: "macro" })).toThrow("f1: expected at least one");
  });

  test("an averaging that is none", () => {
    expect(() => precision(confusion, { positiveClass: 2 })).toThrow(
      "precision: expected positiveClass to be an integer in [0, 1], got 2",
    );
    expect(() => recall(confusion, { average: "mean" } as never)).toThrow('got {"average":"mean"}');
    expect(() => recall(confusion, undefined as never)).toThrow("recall: expected { positiveClass }");
  });
});
