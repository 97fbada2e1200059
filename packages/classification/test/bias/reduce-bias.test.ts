import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  augmentWithCounterfactuals,
  type BiasCategory,
  type BiasReport,
  balanceGroups,
  biasTable,
  type LabelledText,
  measureBias,
  type TextClassifier,
} from "../../src/index.ts";
import { biasedExamples, trainOn } from "../support/biased-task.ts";
import { DECIDING } from "../support/toy-task.ts";

const TRAIN = biasedExamples(800, { women: 0.85, seed: 4 });
const TEST = biasedExamples(300, { women: 0.5, seed: 2 });
/** Those of which accuracy says anything: the others are coin flips. */
const DECIDABLE = TEST.filter(({ text, label }) => text.includes(DECIDING[label as keyof typeof DECIDING]));

/** How often each text is there. */
function timesOfEach(examples: readonly LabelledText[]): number[] {
  const times = new Map<string, number>();
  for (const { text } of examples) times.set(text, (times.get(text) ?? 0) + 1);
  return [...times.values()];
}

interface Measured {
  readonly report: BiasReport;
  readonly accuracy: number;
}

describe("a classifier that learned from biased texts", () => {
  const classifiers: TextClassifier[] = [];
  let before: Measured;
  beforeAll(async () => {
    before = await measureAfter(TRAIN);
  });
  afterAll(() => {
    for (const classifier of classifiers) classifier.dispose();
  });

  async function measureAfter(train: readonly LabelledText[]): Promise<Measured> {
    const classifier = await trainOn(train);
    classifiers.push(classifier);
    const measure = (examples: readonly LabelledText[], categories: readonly BiasCategory[]) =>
      measureBias(
        (texts) => classifier.predict(texts),
        examples.map(({ text }) => text),
        { label: "good", categories, labels: examples.map(({ label }) => label), seed: 1 },
      );
    const { accuracy } = await measure(DECIDABLE, []);
    return { report: await measure(TEST, ["gender"]), accuracy: accuracy!.estimate };
  }
  const gapOf = ({ report }: Measured) => Math.abs(report.categories[0].pairs[0].meanGap.estimate);

  test("prefers one group: in swapped texts and in its decisions", () => {
    const [{ textsWithTerms, pairs, templates }] = before.report.categories;
    expect(textsWithTerms).toBe(TEST.length);
    expect(pairs[0].groups).toEqual(["male", "female"]);
    expect(pairs[0].meanGap.upper).toBeLessThan(-0.05);
    expect(pairs[0].flipShare.lower).toBeGreaterThan(0.05);
    expect(pairs[0].equalOpportunityGap?.upper).toBeLessThan(0);
    expect(templates.map(({ tone }) => tone)).toEqual(["neutral", "loaded"]);
  });

  test("has less than half the gap after counterfactual augmentation, at under 0.5 points of accuracy", async () => {
    const after = await measureAfter(augmentWithCounterfactuals(TRAIN, { categories: ["gender"], seed: 1 }));
    expect(gapOf(after)).toBeLessThan(gapOf(before) / 2);
    expect(after.accuracy).toBeGreaterThan(before.accuracy - 0.005);
    expect(biasTable(before.report, after.report)).toMatch(
      /male - female: mean gap \| -0\.\d{4} .* \| -?0\.0\d{3} /,
    );
  });

  test("has a smaller gap after balanced sampling, at under 0.5 points of accuracy", async () => {
    const after = await measureAfter(balanceGroups(TRAIN, { category: "gender", seed: 1 }));
    expect(gapOf(after)).toBeLessThan(0.75 * gapOf(before));
    expect(after.accuracy).toBeGreaterThan(before.accuracy - 0.005);
  });
});

describe("augmentWithCounterfactuals", () => {
  const examples = [
    { text: "he left", label: "bad", source: "a" },
    { text: "nobody left", label: "bad", source: "b" },
    { text: "a Hindu and a man", label: "good", source: "c" },
  ];

  test("adds for each category one counterfactual of each text with its words, under the same label", () => {
    const augmented = augmentWithCounterfactuals(examples, { seed: 0 });
    expect(augmented.slice(0, 3)).toEqual(examples);
    expect(augmented.slice(3, 5)).toEqual([
      { text: "she left", label: "bad", source: "a" },
      { text: "a Hindu and a woman", label: "good", source: "c" },
    ]);
    expect(augmented).toHaveLength(6);
    expect(augmented[5].text).toMatch(/^a (Christian|Muslim|Jewish|Buddhist) and a man$/);
  });

  test("takes about the share that is wanted, the same for a seed and others for another", () => {
    const added = (seed: number, share: number) =>
      augmentWithCounterfactuals(TRAIN, { categories: ["gender"], seed, share }).slice(TRAIN.length);
    expect(added(1, 0)).toEqual([]);
    expect(added(1, 1)).toHaveLength(TRAIN.length);
    expect(Math.abs(added(1, 0.25).length - 200)).toBeLessThan(40);
    expect(added(1, 0.25)).toEqual(added(1, 0.25));
    expect(added(2, 0.25)).not.toEqual(added(1, 0.25));
    expect(() => added(1, 1.5)).toThrow("augmentWithCounterfactuals: expected a share in [0, 1], got 1.5");
  });

  test("draws every other group about equally often", () => {
    const added = augmentWithCounterfactuals(
      Array.from({ length: 400 }, () => ({ text: "Hindu", label: "good" })),
      { categories: ["religion"], seed: 3 },
    ).slice(400);
    const counts = timesOfEach(added);
    expect(counts).toHaveLength(4);
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(35);
  });
});

describe("balanceGroups", () => {
  const cell = (count: number, text: string, label: string) =>
    Array.from({ length: count }, (_, index) => ({ text: `${text} ${index}`, label }));
  const examples = [
    ...cell(30, "he", "bad"),
    ...cell(10, "he", "good"),
    ...cell(5, "she", "bad"),
    ...cell(75, "she", "good"),
  ];

  test("gives every group the labels' shares of all, and keeps the sizes of groups and labels", () => {
    const balanced = balanceGroups([...examples, { text: "nobody", label: "bad" }], {
      category: "gender",
      seed: 1,
    });
    const count = (word: string, label: string) =>
      balanced.filter((example) => example.text.startsWith(`${word} `) && example.label === label).length;
    // 40 and 80 texts of the groups, 35 bad and 85 good ones, 120 in all.
    expect([count("he", "bad"), count("he", "good"), count("she", "bad"), count("she", "good")]).toEqual([
      12, 28, 23, 57,
    ]);
    expect(balanced[0].text).toBe("nobody");
  });

  test("leaves out texts of too large cells, and repeats those of small ones evenly", () => {
    const balanced = balanceGroups(examples, { category: "gender", seed: 1 });
    const repeats = (prefix: string, label: string) =>
      timesOfEach(balanced.filter((example) => example.text.startsWith(prefix) && example.label === label));
    expect(repeats("he", "bad")).toEqual(new Array(12).fill(1));
    expect(new Set(repeats("she", "bad"))).toEqual(new Set([4, 5]));
    expect(balanced).toEqual(balanceGroups(examples, { category: "gender", seed: 1 }));
    expect(balanced).not.toEqual(balanceGroups(examples, { category: "gender", seed: 2 }));
  });

  test("says which group has no text of a label", () => {
    const lacking = [...cell(3, "he", "bad"), ...cell(3, "he", "good"), ...cell(3, "she", "good")];
    expect(() => balanceGroups(lacking, { category: "gender", seed: 1 })).toThrow(
      "balanceGroups: expected texts of female with every label, got none with bad",
    );
  });
});
