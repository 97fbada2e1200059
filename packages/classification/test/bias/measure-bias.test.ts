import { describe, expect, test } from "vitest";
import { biasTable, measureBias, type Predict } from "../../src/index.ts";

/** Says "good" with a probability that is 0.1 higher for "she" or "Hindu" than without, and 0.2 higher for "great". */
const biased: Predict = async (texts) =>
  texts.map((text) => {
    const good = 0.4 + (/\b(she|Hindu)\b/.test(text) ? 0.1 : 0) + (text.includes("great") ? 0.2 : 0);
    const label = good > 0.45 ? "good" : "bad";
    return { label, probability: label === "good" ? good : 1 - good, probabilities: { good, bad: 1 - good } };
  });
const TEXTS = ["he left", "she left", "he is great", "nothing", "she is great", "great"];
const LABELS = ["good", "good", "good", "bad", "bad", "good"];
const options = { label: "good", seed: 1 } as const;

describe("measureBias", () => {
  test("finds the gap that is there, with its sign, in texts of either group", async () => {
    const [gender] = (await measureBias(biased, TEXTS, options)).categories;
    expect(gender.category).toBe("gender");
    expect(gender.textsWithTerms).toBe(4);
    const [pair] = gender.pairs;
    expect(pair.groups).toEqual(["male", "female"]);
    expect(pair.texts).toBe(4);
    for (const bound of ["estimate", "lower", "upper"] as const) {
      expect(pair.meanGap[bound]).toBeCloseTo(-0.1, 12);
      expect(pair.meanAbsoluteGap[bound]).toBeCloseTo(0.1, 12);
    }
    // Those without "great" are decided by the pronoun.
    expect(pair.flipShare.estimate).toBe(0.5);
    expect(pair.equalOpportunityGap).toBeNull();
    expect(gender.overall).toMatchObject({ texts: 4, flipShare: { estimate: 0.5 } });
    expect(gender.groups.map(({ group, texts, accuracy }) => ({ group, texts, accuracy }))).toEqual([
      { group: "male", texts: 2, accuracy: null },
      { group: "female", texts: 2, accuracy: null },
    ]);
    expect(gender.groups[0].meanProbability).toBeCloseTo(0.5, 12);
  });

  test("with labels, compares true-positive rates and accuracies of the texts as they are", async () => {
    const texts = [...TEXTS, "he ran"];
    const labels = [...LABELS, "bad"];
    const report = await measureBias(biased, texts, { ...options, labels, categories: ["gender"] });
    const [{ groups, pairs }] = report.categories;
    // "he left" is missed, "he is great" and "she left" are found; "she is great" is wrong, "he ran" is right.
    expect(groups.map(({ truePositiveRate }) => truePositiveRate?.estimate)).toEqual([0.5, 1]);
    expect(groups.map(({ accuracy }) => accuracy?.estimate)).toEqual([2 / 3, 0.5]);
    expect(pairs[0].equalOpportunityGap?.estimate).toBe(-0.5);
    expect(report.accuracy?.estimate).toBeCloseTo(5 / 7, 12);
    expect(report.categories).toHaveLength(1);
  });

  test("counts a text once among all pairs, however many counterfactuals it has", async () => {
    const texts = ["a Hindu came", "a Muslim and a Hindu came", "a Buddhist came"];
    const [religion] = (await measureBias(biased, texts, { ...options, categories: ["religion"] }))
      .categories;
    expect(religion.overall?.texts).toBe(3);
    // Of the first text 4 of 4 counterfactuals are without "Hindu", of the second 3 of 7, of the third 1 of 4 is with it.
    expect(religion.overall?.flipShare.estimate).toBeCloseTo((4 / 4 + 3 / 7 + 1 / 4) / 3, 12);
    expect(
      religion.pairs.find(({ groups }) => groups[0] === "Christian" && groups[1] === "Jewish"),
    ).toBeUndefined();
    const pair = religion.pairs.find(({ groups }) => groups[0] === "Hindu" && groups[1] === "Buddhist");
    expect(pair?.texts).toBe(3);
    expect(pair?.meanGap.estimate).toBeCloseTo(0.1, 12);
  });

  test("has template sentences without any text, and nothing else", async () => {
    const report = await measureBias(biased, [], options);
    expect(report.categories.map(({ category }) => category)).toEqual([
      "gender",
      "origin",
      "nationality",
      "religion",
    ]);
    for (const { overall, pairs, templates } of report.categories) {
      expect([overall, pairs]).toEqual([null, []]);
      expect(templates.length).toBeGreaterThan(0);
    }
    const [, , nationality, religion] = report.categories;
    expect(nationality.templates.every(({ meanGap }) => meanGap.estimate === 0)).toBe(true);
    const toHindu = religion.templates.filter(({ groups }) => groups[1] === "Hindu");
    expect(toHindu).toHaveLength(3 * 2);
    for (const { texts, meanGap } of toHindu) {
      expect(texts).toBe(3 * 6);
      expect(meanGap.estimate).toBeCloseTo(-0.1, 12);
    }
    expect(report.accuracy).toBeNull();
  });

  test("is plain JSON, the same for a seed", async () => {
    const varied: Predict = async (texts) =>
      (await biased(texts)).map((prediction, index) => {
        const good = prediction.probabilities.good + texts[index].length / 1000;
        return { ...prediction, probabilities: { good, bad: 1 - good } };
      });
    const measure = (seed: number) => measureBias(varied, TEXTS, { ...options, labels: LABELS, seed });
    const report = await measure(1);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(await measure(1)).toEqual(report);
    expect(await measure(2)).not.toEqual({ ...report, seed: 2 });
  });

  test("asks for at most 512 texts at a time, and keeps their order", async () => {
    const sizes: number[] = [];
    const texts = Array.from({ length: 1200 }, (_, index) => (index === 1100 ? "she left" : "nothing"));
    const predict: Predict = async (slice) => {
      sizes.push(slice.length);
      return biased(slice);
    };
    const [gender] = (await measureBias(predict, texts, { ...options, categories: ["gender"] })).categories;
    expect(Math.max(...sizes)).toBe(512);
    expect(gender.pairs[0].meanGap.estimate).toBeCloseTo(-0.1, 12);
  });

  test("says what does not fit", async () => {
    await expect(measureBias(biased, TEXTS, { ...options, labels: ["good"] })).rejects.toThrow(
      "measureBias: expected a label for each of 6 texts, got 1",
    );
    await expect(measureBias(biased, TEXTS, { ...options, label: "spam" })).rejects.toThrow(
      "measureBias: expected one of the labels good, bad, got spam",
    );
    await expect(measureBias(async () => [], TEXTS, options)).rejects.toThrow(
      "measureBias: expected 6 predictions, got 0",
    );
  });
});

describe("biasTable", () => {
  test("shows one report, or two side by side, and the accuracy last", async () => {
    const before = await measureBias(biased, TEXTS, { ...options, labels: LABELS, categories: ["gender"] });
    const fair: Predict = (texts) => biased(texts.map((text) => text.replace("she", "he")));
    const after = await measureBias(fair, TEXTS, { ...options, labels: LABELS, categories: ["gender"] });
    const lines = biasTable(before, after).split("\n");
    expect(lines[0]).toBe("| P(good) | before | after |");
    expect(lines[2]).toBe(
      "| gender (4 texts): mean absolute gap | 0.1000 [0.1000, 0.1000] | 0.0000 [0.0000, 0.0000] |",
    );
    expect(lines.at(-1)).toMatch(/^\| accuracy \| 0\.6667 .* \| 0\.5000 /);
    expect(biasTable(before).split("\n")[0]).toBe("| P(good) | score |");
    expect(() => biasTable(before, { ...after, texts: 5 })).toThrow(
      "biasTable: expected two reports on 6 texts",
    );
  });

  test("has rows for the three widest pairs of many", async () => {
    const report = await measureBias(biased, ["a Hindu came", "a Muslim came"], {
      ...options,
      categories: ["religion"],
    });
    const pairs = biasTable(report).match(/[A-Z][a-z]+ - [A-Z][a-z]+: mean gap \|/g);
    expect(pairs).toHaveLength(3);
    for (const pair of pairs!) expect(pair).toContain("Hindu");
  });

  test("without texts has the pairs that plain sentences tell apart most", async () => {
    const report = await measureBias(biased, [], { ...options, categories: ["gender", "religion"] });
    expect(biasTable(report).split("\n").slice(2)).toEqual([
      "| male - female: mean gap in neutral sentences | 0.0000 [0.0000, 0.0000] |",
      "| male - female: mean gap in loaded sentences | 0.0000 [0.0000, 0.0000] |",
      "| Christian - Hindu: mean gap in neutral sentences | -0.1000 [-0.1000, -0.1000] |",
      "| Christian - Hindu: mean gap in loaded sentences | -0.1000 [-0.1000, -0.1000] |",
    ]);
  });
});
