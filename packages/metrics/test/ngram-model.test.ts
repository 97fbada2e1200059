import { Random } from "@engram/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NgramModel } from "../src/index.ts";

/** The definition, word for word, over strings in maps. */
function plainModel(training: readonly number[], vocabularySize: number, order: number) {
  const followers = new Map<string, Map<number, number>>();
  training.forEach((token, place) => {
    for (let length = 0; length < order && length <= place; length++) {
      const context = training.slice(place - length, place).join(" ");
      const counts = followers.get(context) ?? new Map<number, number>();
      followers.set(context, counts.set(token, (counts.get(token) ?? 0) + 1));
    }
  });
  const probability = (context: readonly number[], token: number): number => {
    const shorter = context.length === 0 ? 1 / vocabularySize : probability(context.slice(1), token);
    const counts = followers.get(context.join(" "));
    if (counts === undefined) return shorter;
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return ((counts.get(token) ?? 0) + counts.size * shorter) / (total + counts.size);
  };
  return {
    probability,
    scoreNats: (text: readonly number[]) =>
      text.reduce(
        (nats, token, place) =>
          nats - Math.log(probability(text.slice(Math.max(0, place - order + 1), place), token)),
        0,
      ),
  };
}

const texts = fc.record({
  vocabularySize: fc.constantFrom(1, 2, 5, 1000),
  order: fc.integer({ min: 1, max: 6 }),
  training: fc.array(fc.nat(1e6), { maxLength: 60 }),
  test: fc.array(fc.nat(1e6), { maxLength: 30 }),
});
const idsBelow = (bound: number, numbers: readonly number[]) => numbers.map((number) => number % bound);

describe("NgramModel", () => {
  test("scores as the definition does", () => {
    fc.assert(
      fc.property(texts, ({ vocabularySize, order, ...text }) => {
        const training = idsBelow(vocabularySize, text.training);
        const held = idsBelow(vocabularySize, text.test);
        const model = new NgramModel({ vocabularySize, order });
        model.train(Int32Array.from(training));
        const expected = plainModel(training, vocabularySize, order).scoreNats(held);
        expect(model.scoreNats(Int32Array.from(held))).toBeCloseTo(expected, 9);
      }),
      { numRuns: 300 },
    );
  });

  test("scores as the definition does on a longer text that makes its tables grow", () => {
    const random = new Random(3);
    const draw = (length: number) => Array.from({ length }, () => Math.floor(40 * random.uniform() ** 2));
    const training = draw(6_000);
    const held = draw(1_000);
    const model = new NgramModel({ vocabularySize: 40 });
    model.train(Int32Array.from(training));
    const expected = plainModel(training, 40, 5).scoreNats(held);
    expect(model.scoreNats(Int32Array.from(held))).toBeCloseTo(expected, 7);
  });

  test("probabilities sum to 1 over the vocabulary after seen, unseen and no contexts", () => {
    const random = new Random(1);
    const vocabularySize = 12;
    const ids = Int32Array.from({ length: 500 }, () => random.integer(6));
    const model = new NgramModel({ vocabularySize, order: 4 });
    model.train(ids);
    const contexts = [
      [],
      [0],
      [11],
      [11, 0, 1],
      [...ids.slice(-3)],
      [...ids.slice(7, 10)],
      [...ids.slice(0, 9)],
    ];
    for (const context of contexts) {
      let sum = 0;
      for (let token = 0; token < vocabularySize; token++) {
        const probability = model.probability(Int32Array.from(context), token);
        expect(probability).toBeGreaterThan(0);
        sum += probability;
      }
      expect(sum).toBeCloseTo(1, 12);
    }
  });

  test("gives the example worked by hand", () => {
    // Training text a b a: after the empty context 3 tokens of 2 types, after a one b, after b one a.
    const model = new NgramModel({ vocabularySize: 2, order: 2 });
    model.train(Int32Array.of(0, 1, 0));
    const a = (2 + 2 * 0.5) / 5;
    const b = (1 + 2 * 0.5) / 5;
    expect(model.probability(Int32Array.of(), 0)).toBeCloseTo(a, 15);
    expect(model.probability(Int32Array.of(0), 1)).toBeCloseTo((1 + b) / 2, 15);
    expect(model.probability(Int32Array.of(1), 1)).toBeCloseTo((0 + b) / 2, 15);
  });

  test("a text trained on in pieces gives the model of the whole", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 40 }), fc.nat(40), (ids, cut) => {
        const whole = new NgramModel({ vocabularySize: 4, order: 3 });
        whole.train(Int32Array.from(ids));
        const pieces = new NgramModel({ vocabularySize: 4, order: 3 });
        pieces.train(Int32Array.from(ids.slice(0, cut)));
        pieces.train(Int32Array.from(ids.slice(cut)));
        const held = Int32Array.of(0, 1, 2, 3, 0, 0, 1, 1, 2);
        expect(pieces.scoreNats(held)).toBe(whole.scoreNats(held));
      }),
    );
  });

  test("without training every token has probability 1 / V", () => {
    const model = new NgramModel({ vocabularySize: 50_000 });
    expect(model.scoreNats(Int32Array.of(0, 49_999))).toBeCloseTo(2 * Math.log(50_000), 12);
    expect(model.scoreNats(new Int32Array(0))).toBe(0);
  });

  test("refuses ids outside the vocabulary, and counts nothing of such a text", () => {
    const model = new NgramModel({ vocabularySize: 3 });
    expect(() => model.train(Int32Array.of(0, 1, 3))).toThrow(
      "NgramModel.train: expected token ids in [0, 3), got 3 at 2",
    );
    expect(() => model.scoreNats(Int32Array.of(-1))).toThrow("NgramModel.scoreNats: expected token ids");
    expect(() => model.probability(Int32Array.of(4), 0)).toThrow(
      "NgramModel.probability: expected token ids",
    );
    expect(() => model.probability(Int32Array.of(0), 1.5)).toThrow(
      "NgramModel.probability: expected token ids",
    );
    expect(model.probability(Int32Array.of(), 0)).toBe(1 / 3);
  });

  test.each([
    [{ vocabularySize: 0 }, "expected vocabularySize to be an integer in [1, 2147483647], got 0"],
    [{ vocabularySize: 10, order: 0 }, "expected order to be an integer in [1, 16], got 0"],
    [{ vocabularySize: 10, order: 1e9 }, "expected order to be an integer in [1, 16], got 1000000000"],
  ])("refuses %j", (options, message) => {
    expect(() => new NgramModel(options)).toThrow(message);
  });
});
