import { type LanguageModel, scoreTokens } from "@engram/lstm-core";
import type { CharTokenizer } from "@engram/tokenizer";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { NeuralCache, tuneNeuralCache } from "../src/index.ts";
import { softmax } from "./plain-sampling.ts";
import { tinyModel } from "./tiny-model.ts";

let model: LanguageModel;
let tokenizer: CharTokenizer;
let tokenIds: Int32Array;
beforeAll(async () => {
  await tf.setBackend("cpu");
  ({ model, tokenizer } = await tinyModel());
  tokenIds = tokenizer.encode("bad cab, bad bed. ".repeat(8));
});

/** -Σ log p of all tokens but the first, by steps and the paper's formula. */
function plainNats({ size, weight, theta }: { size: number; weight: number; theta: number }): number {
  return tf.tidy(() => {
    const past: { hidden: number[]; tokenId: number }[] = [];
    let state = model.zeroState(1);
    let nats = 0;
    for (let index = 0; index + 1 < tokenIds.length; index++) {
      const next = model.step([tokenIds[index]], state);
      state = next.state;
      const hidden = [...next.hidden.dataSync()];
      const target = tokenIds[index + 1];
      const probability = softmax([...next.logits.dataSync()])[target];
      const recent = past.slice(-size).map((position) => ({
        share: Math.exp(theta * position.hidden.reduce((sum, unit, i) => sum + unit * hidden[i], 0)),
        tokenId: position.tokenId,
      }));
      const total = recent.reduce((sum, { share }) => sum + share, 0);
      const hits = recent.reduce((sum, { share, tokenId }) => sum + (tokenId === target ? share : 0), 0);
      nats -= Math.log(total === 0 ? probability : (1 - weight) * probability + (weight * hits) / total);
      past.push({ hidden, tokenId: target });
    }
    return nats;
  });
}

describe("a neural cache in scoreTokens", () => {
  test("gives the score of a plain loop, and a better one on a text that repeats itself", async () => {
    const options = { size: 40, weight: 0.3, theta: 0.7 };
    const { totalNats } = await scoreTokens(model, tokenIds, { cache: () => new NeuralCache(8, options) });
    expect(Math.abs(totalNats - plainNats(options)) / totalNats).toBeLessThan(1e-6);
    const { totalNats: without } = await scoreTokens(model, tokenIds);
    expect(totalNats).toBeLessThan(0.9 * without);
  });

  test("weight 0 gives the same score, bit for bit", async () => {
    const cache = () => new NeuralCache(8, { size: 40, weight: 0, theta: 1 });
    expect(await scoreTokens(model, tokenIds, { cache })).toEqual(await scoreTokens(model, tokenIds));
  });
});

describe("tuneNeuralCache", () => {
  test("every trial has the score that the cache alone would have, the best first", async () => {
    const trials = await tuneNeuralCache(model, tokenIds, {
      size: 30,
      weights: [0, 0.2, 1],
      thetas: [0, 2],
      batchSize: 2,
      context: 16,
    });
    expect(trials).toHaveLength(6);
    expect(trials.map(({ nats }) => nats)).toEqual(trials.map(({ nats }) => nats).sort((a, b) => a - b));
    for (const { nats, ...options } of trials) {
      const cache = () => new NeuralCache(8, options);
      const { totalNats, tokens } = await scoreTokens(model, tokenIds, { cache, batchSize: 2, context: 16 });
      if (Number.isFinite(totalNats)) expect(nats).toBeCloseTo(totalNats / tokens, 12);
      else expect(nats).toBe(totalNats);
    }
  });

  test("refuses an empty grid and numbers out of range", async () => {
    await expect(tuneNeuralCache(model, tokenIds, { size: 5, weights: [] })).rejects.toThrow("got none");
    await expect(tuneNeuralCache(model, tokenIds, { size: 5, weights: [2] })).rejects.toThrow(
      "expected weight",
    );
    await expect(tuneNeuralCache(model, tokenIds, { size: 0 })).rejects.toThrow("expected size");
  });
});
