import { expectConstantTensors } from "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { disposeState, LanguageModel, type PredictionCache, scoreTokens } from "../src/index.ts";
import { BACKENDS, onBackend } from "./backends.ts";

const VOCABULARY = 6;
const model = () =>
  LanguageModel.create({ vocabularySize: VOCABULARY, embeddingSize: 4, hiddenSizes: [5] }, { seed: 4 });
const text = Int32Array.from({ length: 38 }, (_, index) => (index * index + 3) % VOCABULARY);

/** One token at a time, in float64 from the logits; the state starts anew at each position of `starts`. */
function plainNats(
  scored: LanguageModel,
  tokenIds: Int32Array,
  starts: (position: number) => boolean,
): number {
  let total = 0;
  let state = scored.zeroState(1);
  for (let position = 0; position + 1 < tokenIds.length; position++) {
    if (starts(position)) state = scored.zeroState(1);
    const made = scored.step([tokenIds[position]], state);
    state = made.state;
    const logits = [...made.logits.dataSync()];
    const sum = logits.reduce((partial, logit) => partial + Math.exp(logit), 0);
    total += Math.log(sum) - logits[tokenIds[position + 1]];
  }
  return total;
}

describe.each(BACKENDS)("scoreTokens on %s", (backend) => {
  test("a carried state gives the nats of reading token by token, whatever the context", () =>
    onBackend(backend, async () => {
      const expected = plainNats(model(), text, () => false);
      for (const context of [1, 5, 37, 64]) {
        const score = await scoreTokens(model(), text, { context });
        expect(score.tokens).toBe(37);
        expect([score.totalNats]).toBeAllClose([expected]);
      }
    }));

  test("a reset state gives the nats of windows on their own, whatever the batch size", () =>
    onBackend(backend, async () => {
      const expected = plainNats(model(), text, (position) => position % 5 === 0);
      for (const batchSize of [1, 2, 3, 8, 50]) {
        const score = await scoreTokens(model(), text, { statePolicy: "reset", context: 5, batchSize });
        expect(score).toMatchObject({ tokens: 37, context: 5, statePolicy: "reset" });
        expect([score.totalNats]).toBeAllClose([expected]);
      }
    }));
});

describe("scoreTokens", () => {
  test("carried in several rows, only the start of each row is cold", async () => {
    // 37 predictions in windows of 5 make 8 windows: two rows of 4, the second beginning at 20.
    const expected = plainNats(model(), text, (position) => position === 20);
    const score = await scoreTokens(model(), text, { context: 5, batchSize: 2 });
    expect([score.totalNats]).toBeAllClose([expected]);
  });

  test("counts every token but the first once, for any length, context, batch size and policy", async () => {
    const scored = model();
    const settings = fc.record({
      length: fc.integer({ min: 2, max: 60 }),
      context: fc.integer({ min: 1, max: 12 }),
      batchSize: fc.integer({ min: 1, max: 9 }),
      statePolicy: fc.constantFrom("carried" as const, "reset" as const),
    });
    await fc.assert(
      fc.asyncProperty(settings, async ({ length, ...options }) => {
        const seen: number[] = [];
        const cache = (): PredictionCache => ({
          mix: (logProbability) => logProbability,
          observe: (_hidden, target) => seen.push(target),
        });
        const tokenIds = Int32Array.from({ length }, (_, index) => (index * index) % VOCABULARY);
        const score = await scoreTokens(scored, tokenIds, { ...options, cache, unknownId: 4 });
        expect(score.tokens).toBe(length - 1);
        expect(seen.sort()).toEqual([...tokenIds.subarray(1)].sort());
        expect(score.unknownTokens).toBe(tokenIds.subarray(1).filter((tokenId) => tokenId === 4).length);
      }),
      { numRuns: 40 },
    );
  });

  test("a cache gets ln p, the vector it came from and the target, in order, and its answer is the score", async () => {
    const scored = model();
    const { kernel, bias } = scored.outputLayer();
    const weights = kernel.arraySync();
    const biases = bias.arraySync();
    const seen: number[][] = [[], []];
    const cache = (row: number): PredictionCache => ({
      mix: (logProbability, hidden, target) => {
        const logits = biases.map((value, id) =>
          hidden.reduce((sum, unit, index) => sum + unit * weights[index][id], value),
        );
        const sum = logits.reduce((partial, logit) => partial + Math.exp(logit), 0);
        expect(logProbability).toBeCloseTo(logits[target] - Math.log(sum), 5);
        return -1;
      },
      observe: (hidden, target) => {
        expect(hidden).toHaveLength(5);
        seen[row].push(target);
      },
    });
    const score = await scoreTokens(scored, text, { context: 5, batchSize: 2, cache });
    expect(score.totalNats).toBe(37);
    expect(seen).toEqual([[...text.subarray(1, 21)], [...text.subarray(21)]]);
  });

  test("reads a source piece by piece", async () => {
    const reads: number[] = [];
    const source = {
      length: text.length,
      read: async (start: number, end: number) => {
        reads.push(end - start);
        return text.slice(start, end);
      },
    };
    const score = await scoreTokens(model(), source, { context: 5 });
    expect(score).toEqual(await scoreTokens(model(), text, { context: 5 }));
    expect(score).toEqual(await scoreTokens(model(), Uint16Array.from(text), { context: 5 }));
    expect(Math.max(...reads)).toBe(6);
  });

  test("leaves no tensor behind, even when the cache throws", async () => {
    const scored = model();
    await expectConstantTensors(() => scoreTokens(scored, text, { context: 5, batchSize: 2 }));
    const cache = (): PredictionCache => ({
      mix: () => {
        throw new Error("full");
      },
      observe: () => {},
    });
    await expectConstantTensors(() => expect(scoreTokens(scored, text, { cache })).rejects.toThrow("full"));
    const state = scored.zeroState(1);
    const tensors = tf.memory().numTensors;
    disposeState(state);
    expect(tf.memory().numTensors).toBe(tensors - 2);
  });

  test.each([
    [Int32Array.of(1), {}, "scoreTokens: expected at least two tokens, got 1"],
    [Int32Array.of(1, 9), {}, "scoreTokens: expected token ids in [0, 6), got 9"],
    [Int32Array.of(9, 1), {}, "expected token ids in [0, 6), got 9"],
    [Int32Array.of(1, -1), {}, "scoreTokens: expected token ids in [0, 6), got -1"],
    [
      Int32Array.of(1, 2),
      { context: 0 },
      "scoreTokens: expected context to be an integer of at least 1, got 0",
    ],
    [
      Int32Array.of(1, 2),
      { batchSize: 1.5 },
      "scoreTokens: expected batchSize to be an integer of at least 1",
    ],
    [
      Int32Array.of(1, 2),
      { statePolicy: "kept" as "reset" },
      'scoreTokens: expected statePolicy "carried" or "reset"',
    ],
  ])("rejects %j with %j", async (tokenIds, options, message) => {
    await expect(scoreTokens(model(), tokenIds, options)).rejects.toThrow(message);
  });
});
