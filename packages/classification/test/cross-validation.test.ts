import { chooseBackend } from "@engram/backend/node";
import { describe, expect, test } from "vitest";
import {
  buildTextClassifier,
  type CrossValidationOptions,
  crossValidate,
  evaluateClassifier,
  type LabelledText,
} from "../src/index.ts";
import { TOY_LABELS, TOY_RECIPE, toyExamples } from "./support/toy-task.ts";

const LABELS = ["bad", "good"];
const many = toyExamples(60, 1);

/** A model that says 0.9 for the class it saw a text under in training, and 0.5 of an unknown one. */
function recalling(
  log: { train: readonly LabelledText[]; fold: number; disposed: boolean }[],
): CrossValidationOptions<LabelledText>["build"] {
  return async (train, fold) => {
    const entry = { train, fold, disposed: false };
    log.push(entry);
    const known = new Map(train.map(({ text, label }) => [text, label]));
    return {
      probabilities: async (texts) =>
        Float32Array.from(
          texts.flatMap((text) => {
            const label = known.get(text);
            return label === undefined ? [0.5, 0.5] : label === "good" ? [0.1, 0.9] : [0.9, 0.1];
          }),
        ),
      dispose: () => {
        entry.disposed = true;
      },
    };
  };
}

describe("crossValidate", () => {
  test("each example is tested once, by a model that did not see it; folds are stratified; models are freed", async () => {
    const log: Parameters<typeof recalling>[0] = [];
    const { indices, truth, foldOf, folds, probabilities } = await crossValidate({
      examples: many,
      labels: LABELS,
      folds: 5,
      seed: 1,
      build: recalling(log),
    });
    expect(indices.length).toBe(60);
    expect([...truth]).toEqual(many.map(({ label }) => LABELS.indexOf(label)));
    expect([...probabilities].every((probability) => probability === 0.5)).toBe(true);
    for (const [fold, { train, disposed }] of log.entries()) {
      const tested = [...indices].filter((_, place) => foldOf[place] === fold).map((index) => many[index]);
      expect(new Set([...train, ...tested]).size).toBe(60);
      expect(tested).toHaveLength(12);
      expect(tested.filter(({ label }) => label === "good")).toHaveLength(6);
      expect(folds[fold]).toMatchObject({ train: 48, test: 12, scores: { accuracy: 0.5 } });
      expect(disposed).toBe(true);
    }
  });

  test("of duplicates only the first takes part", async () => {
    const log: Parameters<typeof recalling>[0] = [];
    const examples = [
      ...many,
      ...many.slice(0, 10).map(({ text, label }) => ({ text: `${text.toUpperCase()}!`, label })),
    ];
    const { indices } = await crossValidate({
      examples,
      labels: LABELS,
      folds: 3,
      seed: 1,
      build: recalling(log),
    });
    expect([...indices]).toEqual([...many.keys()]);
    expect(log.flatMap(({ train }) => train).some(({ text }) => text.endsWith("!"))).toBe(false);
  });

  test("or duplicates are in one fold together, so that no model is tested on what it knows", async () => {
    const examples = [...many, ...many.slice(0, 10), ...many.slice(0, 5)];
    const { indices, foldOf, probabilities } = await crossValidate({
      examples,
      labels: LABELS,
      folds: 3,
      seed: 1,
      duplicates: "together",
      build: recalling([]),
    });
    expect(indices.length).toBe(75);
    for (let copy = 0; copy < 10; copy++) expect(foldOf[60 + copy]).toBe(foldOf[copy]);
    // A model that knew a text would say 0.9.
    expect([...probabilities].every((probability) => probability === 0.5)).toBe(true);
  });

  test("the seed decides the folds", async () => {
    const deal = async (seed: number) =>
      (await crossValidate({ examples: many, labels: LABELS, folds: 4, seed, build: recalling([]) })).foldOf;
    expect(await deal(2)).toEqual(await deal(2));
    expect(await deal(3)).not.toEqual(await deal(2));
  });

  test("a model whose prediction fails is freed", async () => {
    let disposed = 0;
    const build = async () => ({
      probabilities: async () => Promise.reject(new Error("no answer")),
      dispose: () => void disposed++,
    });
    await expect(crossValidate({ examples: many, labels: LABELS, folds: 3, seed: 1, build })).rejects.toThrow(
      "no answer",
    );
    expect(disposed).toBe(1);
  });

  test("what comes out of it is what an evaluation takes: a real classifier on the toy task", async () => {
    await chooseBackend({ backend: "engram" });
    const { probabilities, truth, folds } = await crossValidate({
      examples: toyExamples(300, 4),
      labels: TOY_LABELS,
      folds: 2,
      seed: 1,
      build: (train) =>
        buildTextClassifier({
          train: train.slice(20),
          validation: train.slice(0, 20),
          labels: TOY_LABELS,
          recipe: { ...TOY_RECIPE, epochs: 10 },
        }),
    });
    const report = evaluateClassifier({ labels: TOY_LABELS, probabilities, truth, seed: 1, resamples: 50 });
    expect(report.scores.accuracy).toBeGreaterThan(0.95);
    const mean = folds.reduce((sum, { test, scores }) => sum + (test * scores.accuracy) / truth.length, 0);
    expect(mean).toBeCloseTo(report.scores.accuracy, 12);
  });

  test("says what does not fit", async () => {
    const options = { examples: many, labels: LABELS, folds: 3, seed: 1, build: recalling([]) };
    await expect(crossValidate({ ...options, labels: ["good"] })).rejects.toThrow('got "bad"');
    await expect(crossValidate({ ...options, examples: [many[0], many[0]], folds: 2 })).rejects.toThrow(
      "kFolds: expected folds to be an integer in [2, 1], got 2",
    );
  });
});
