import "@tensorflow/tfjs";
import { LanguageModel } from "@engram/lstm-core";
import { expectConstantTensors } from "@engram/test-utils";
import { CharTokenizer } from "@engram/tokenizer";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { TopCandidates } from "../src/beam/top-candidates.ts";
import { beamSearch, generate } from "../src/index.ts";
import { tinyModel } from "./tiny-model.ts";

const MAX_TOKENS = 4;
let model: LanguageModel;
let tokenizer: CharTokenizer;
let stopId: number;
beforeAll(async () => {
  await tf.setBackend("cpu");
  tokenizer = await CharTokenizer.train(["abc"]);
  stopId = tokenizer.tokenToId("c")!;
  model = LanguageModel.create({ vocabularySize: tokenizer.vocabularySize, hiddenSizes: [5] }, { seed: 4 });
  tf.tidy(() => model.parameters["output.kernel"].assign(tf.mul(model.parameters["output.kernel"], 6)));
});

interface Found {
  readonly tokenIds: number[];
  readonly logProbability: number;
}

/** Every text of at most MAX_TOKENS tokens that ends with the stop token or at that length. */
function everyText(prompt: string): Found[] {
  const found: Found[] = [];
  const logSoftmax = (logits: Float32Array) => {
    const normalizer = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    return Array.from(logits, (logit) => logit - normalizer);
  };
  const extend = (tokenIds: number[], logProbability: number, next: ReturnType<LanguageModel["step"]>) => {
    const logProbabilities = logSoftmax(next.logits.dataSync() as Float32Array);
    for (let tokenId = 0; tokenId < tokenizer.vocabularySize; tokenId++) {
      if (tokenId === tokenizer.unknownId) continue;
      const text = {
        tokenIds: [...tokenIds, tokenId],
        logProbability: logProbability + logProbabilities[tokenId],
      };
      if (tokenId === stopId || text.tokenIds.length === MAX_TOKENS) found.push(text);
      else extend(text.tokenIds, text.logProbability, model.step([tokenId], next.state));
    }
  };
  tf.tidy(() => {
    let next = model.step([tokenizer.encode(prompt)[0]], model.zeroState(1));
    for (const tokenId of tokenizer.encode(prompt).subarray(1)) next = model.step([tokenId], next.state);
    extend([], 0, next);
  });
  return found;
}

describe("beamSearch", () => {
  test.each([0, 0.7, 1, 2, -1])("equals exhaustive search at length penalty %d", async (lengthPenalty) => {
    const score = ({ tokenIds, logProbability }: Found) => logProbability / tokenIds.length ** lengthPenalty;
    const expected = everyText("ab")
      .sort((a, b) => score(b) - score(a))
      .slice(0, 6);
    const options = { beams: 100, count: 6, maxTokens: MAX_TOKENS, stopTokenIds: [stopId], lengthPenalty };
    const beams = await beamSearch(model, tokenizer, "ab", options);
    expect(beams.map(({ tokenIds }) => [...tokenIds])).toEqual(expected.map(({ tokenIds }) => tokenIds));
    for (const [index, beam] of beams.entries()) {
      expect(beam.logProbability).toBeCloseTo(expected[index].logProbability, 6);
      expect(beam.score).toBeCloseTo(score(expected[index]), 6);
      expect(beam.text).toBe(tokenizer.decode(beam.tokenIds).replace("c", ""));
      expect(beam.stopReason).toBe(beam.tokenIds.at(-1) === stopId ? "stopToken" : "maxTokens");
    }
  });

  test("one beam is the greedy text", async () => {
    const letters = await tinyModel();
    const [beam] = await beamSearch(letters.model, letters.tokenizer, "bad", { beams: 1, maxTokens: 30 });
    const greedy = await generate(letters.model, letters.tokenizer, "bad", {
      temperature: 0,
      maxTokens: 30,
      score: true,
    });
    expect(beam.text).toBe(greedy.text);
    expect(beam.score).toBeCloseTo(greedy.meanLogProbability!, 10);
  });

  test("more beams find a text at least as probable, each beam with its own state", async () => {
    const letters = await tinyModel(3);
    const search = (beams: number) =>
      beamSearch(letters.model, letters.tokenizer, "bad", { beams, maxTokens: 12, count: beams });
    const [greedy] = await search(1);
    const wide = await search(8);
    expect(wide[0].logProbability).toBeGreaterThan(greedy.logProbability);
    expect(wide.map(({ score }) => score)).toEqual(wide.map(({ score }) => score).sort((a, b) => b - a));
    for (const beam of wide) {
      const { scored } = tf.tidy(() => {
        let state = letters.model.zeroState(1);
        let sum = 0;
        const read = [...letters.tokenizer.encode("bad"), ...beam.tokenIds];
        for (let index = 0; index + 1 < read.length; index++) {
          const next = letters.model.step([read[index]], state);
          state = next.state;
          if (index >= 2) sum += tf.logSoftmax(next.logits).dataSync()[read[index + 1]];
        }
        return { scored: sum };
      });
      expect(beam.logProbability).toBeCloseTo(scored, 4);
    }
  });

  test("stop strings end a text before them; no n-gram comes twice", async () => {
    const stopped = await beamSearch(model, tokenizer, "a", {
      beams: 9,
      count: 9,
      maxTokens: 6,
      stop: ["ab", "bb"],
    });
    expect(stopped.some(({ stopReason }) => stopReason === "stopString")).toBe(true);
    for (const { text } of stopped) expect(text).not.toMatch(/ab|bb/);
    const varied = await beamSearch(model, tokenizer, "a", { maxTokens: 7, noRepeatNgram: 2 });
    const pairs = [..."a".concat(varied[0].text)]
      .map((letter, index, all) => letter + all[index + 1])
      .slice(0, -1);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  test("keeps the number of tensors", async () => {
    await expectConstantTensors(async () => {
      await beamSearch(model, tokenizer, "ab", { maxTokens: 6, stopTokenIds: [stopId] });
      await expect(beamSearch(model, tokenizer, "a", { signal: AbortSignal.abort() })).rejects.toThrow(
        "abort",
      );
    });
  });

  test.each([
    [{ beams: 0 }, "expected beams to be an integer of 1 or more, got 0"],
    [{ beams: 2, count: 3 }, "expected count to be an integer in [1, beams = 2], got 3"],
    [{ maxTokens: 0 }, "expected maxTokens"],
    [{ lengthPenalty: Number.NaN }, "expected lengthPenalty"],
    [{ bannedTokenIds: [99] }, "expected bannedTokenIds[0]"],
    [{ bannedTokenIds: [0, 1, 2, 3] }, "every one banned"],
  ])("refuses %j", async (options, message) => {
    await expect(beamSearch(model, tokenizer, "a", options)).rejects.toThrow(message);
  });
});

test("TopCandidates keeps the best, of equals the first", () => {
  const best = new TopCandidates(2);
  for (const [tokenId, logProbability] of [-3, -1, -Infinity, -1, -2].entries()) {
    best.offer({ beam: 0, tokenId, logProbability });
  }
  expect(best.list().map(({ tokenId }) => tokenId)).toEqual([1, 3]);
});
