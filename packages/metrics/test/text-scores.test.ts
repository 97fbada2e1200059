import "@engram/test-utils";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BleuAccumulator,
  type BleuOptions,
  type BleuScore,
  bleu,
  ChrfAccumulator,
  type ChrfOptions,
  characterErrorRate,
  chrf,
  editDistance,
  wordErrorRate,
} from "../src/index.ts";
import { tokenize13a } from "../src/text/tokenize-13a.ts";
import { readFixture } from "./read-fixture.ts";

interface Corpus {
  readonly hypotheses: string[];
  readonly references: string[][];
}

const fixture = readFixture<{
  readonly tokenize13a: { readonly line: string; readonly tokens: string[] }[];
  readonly corpora: Record<string, Corpus>;
  readonly bleu: ({ readonly corpus: string; readonly options: BleuOptions } & BleuScore)[];
  readonly chrf: { readonly corpus: string; readonly options: ChrfOptions; readonly score: number }[];
  readonly errorRates: {
    readonly name: string;
    readonly references: string[];
    readonly hypotheses: string[];
    readonly wordErrorRate: number;
    readonly characterErrorRate: number;
  }[];
}>("text.json");

test.each(fixture.tokenize13a)("sacrebleu's 13a parts $line", ({ line, tokens }) => {
  expect(tokenize13a(line)).toEqual(tokens);
});

test.each(fixture.bleu)("sacrebleu's BLEU, $corpus, $options", ({ corpus, options, ...expected }) => {
  const { hypotheses, references } = fixture.corpora[corpus];
  const actual = bleu(hypotheses, references, options);
  expect(actual.score).toBeCloseTo(expected.score, 9);
  expect(actual.precisions).toBeAllClose(expected.precisions, { relative: 1e-12 });
  expect(actual.brevityPenalty).toBeCloseTo(expected.brevityPenalty, 12);
  expect(actual.hypothesisLength).toBe(expected.hypothesisLength);
  expect(actual.referenceLength).toBe(expected.referenceLength);
});

test.each(fixture.chrf)("sacrebleu's chrF, $corpus, $options", ({ corpus, options, score }) => {
  const { hypotheses, references } = fixture.corpora[corpus];
  expect(chrf(hypotheses, references, options)).toBeCloseTo(score, 9);
});

test.each(fixture.errorRates)("jiwer's error rates, $name", ({ references, hypotheses, ...expected }) => {
  expect(wordErrorRate(references, hypotheses)).toBeCloseTo(expected.wordErrorRate, 12);
  expect(characterErrorRate(references, hypotheses)).toBeCloseTo(expected.characterErrorRate, 12);
});

test("a single reference may stand without its list", () => {
  const { hypotheses, references } = fixture.corpora.english;
  const flat = references.map(([reference]) => reference);
  expect(bleu(hypotheses, flat)).toEqual(bleu(hypotheses, references));
  expect(chrf(hypotheses, flat)).toBe(chrf(hypotheses, references));
});

test("accumulators read segment by segment what the functions read at once", () => {
  const { hypotheses, references } = fixture.corpora["three references"];
  const bleuSoFar = new BleuAccumulator();
  const chrfSoFar = new ChrfAccumulator({ wordOrder: 2 });
  hypotheses.forEach((hypothesis, segment) => {
    bleuSoFar.add(hypothesis, references[segment]);
    chrfSoFar.add(hypothesis, references[segment]);
  });
  expect(bleuSoFar.score()).toEqual(bleu(hypotheses, references));
  expect(chrfSoFar.score()).toBe(chrf(hypotheses, references, { wordOrder: 2 }));
});

describe("editDistance", () => {
  /** The textbook's recursion over the whole table. */
  function plainDistance(first: readonly number[], second: readonly number[]): number {
    const table = Array.from({ length: first.length + 1 }, () =>
      new Array<number>(second.length + 1).fill(0),
    );
    for (let i = 0; i <= first.length; i++) {
      for (let j = 0; j <= second.length; j++) {
        if (i === 0 || j === 0) table[i][j] = i + j;
        else {
          const substituted = table[i - 1][j - 1] + (first[i - 1] === second[j - 1] ? 0 : 1);
          table[i][j] = Math.min(substituted, table[i - 1][j] + 1, table[i][j - 1] + 1);
        }
      }
    }
    return table[first.length][second.length];
  }

  test("is the textbook's", () => {
    const items = fc.array(fc.nat(2), { maxLength: 15 });
    fc.assert(
      fc.property(items, items, (first, second) => {
        expect(editDistance(first, second)).toBe(plainDistance(first, second));
      }),
    );
  });

  test("takes strings, token ids and words", () => {
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance(Int32Array.of(1, 2, 3), Int32Array.of(1, 3))).toBe(1);
    expect(editDistance(["a", "b"], [])).toBe(2);
  });
});

describe("bad input", () => {
  test("no segments, or other numbers of them", () => {
    expect(() => bleu([], [])).toThrow("bleu: expected at least one hypothesis, got 0");
    expect(() => bleu(["a"], ["a", "b"])).toThrow("bleu: expected references for 1 hypotheses, got 2");
    expect(() => chrf(["a"], [[]])).toThrow("ChrfAccumulator.add: expected at least one reference, got 0");
    expect(() => bleu(["a"], [[]])).toThrow("BleuAccumulator.add: expected at least one reference, got 0");
    expect(() => wordErrorRate([], [])).toThrow(
      "wordErrorRate: expected at least one item in references, got 0",
    );
    expect(() => characterErrorRate(["a"], [])).toThrow(
      "expected as many hypotheses as references (1), got 0",
    );
  });

  test("unknown options", () => {
    expect(() => bleu(["a"], ["a"], { tokenize: "zh" as "13a" })).toThrow('"13a", "char" or "none", got zh');
    expect(() => bleu(["a"], ["a"], { tokenize: "toString" as "13a" })).toThrow("got toString");
    expect(() => bleu(["a"], ["a"], { smoothing: "floor" as "exp" })).toThrow('"exp" or "none", got floor');
    expect(() => chrf(["a"], ["a"], { wordOrder: -1 })).toThrow(
      "expected wordOrder to be an integer in [0, 6], got -1",
    );
  });
});
