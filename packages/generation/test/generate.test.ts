import "@tensorflow/tfjs";
import { disposeState, type LanguageModel } from "@engram/lstm-core";
import { Random } from "@engram/random";
import { expectConstantTensors } from "@engram/test-utils";
import type { CharTokenizer } from "@engram/tokenizer";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { drawToken, generate, generateSamples, NeuralCache } from "../src/index.ts";
import { byteTokenizer } from "./byte-tokenizer.ts";
import { scriptModel } from "./script-model.ts";
import { tinyModel } from "./tiny-model.ts";

let model: LanguageModel;
let tokenizer: CharTokenizer;
beforeAll(async () => {
  await tf.setBackend("cpu");
  ({ model, tokenizer } = await tinyModel());
});

/** The same, token by token, with nothing but `step` and a plain cache. */
function plainGenerate(prompt: string, maxTokens: number, seed: number, cache?: NeuralCache): number[] {
  const random = new Random(seed);
  const tokenIds: number[] = [];
  tf.tidy(() => {
    let state = model.zeroState(1);
    let logits = model.logits(state[state.length - 1].hidden).dataSync() as Float32Array;
    let hidden: Float32Array | undefined;
    const read = (tokenId: number) => {
      if (hidden) cache?.observe(hidden, tokenId);
      const next = model.step([tokenId], state);
      state = next.state;
      logits = Float32Array.from(next.logits.dataSync());
      hidden = Float32Array.from(next.hidden.dataSync());
    };
    for (const tokenId of tokenizer.encode(prompt)) read(tokenId);
    while (tokenIds.length < maxTokens) {
      const mixed = logits.slice();
      if (hidden) cache?.mixLogits(mixed, hidden);
      mixed[tokenizer.unknownId!] = -Infinity;
      tokenIds.push(drawToken(mixed, random));
      if (tokenIds.length < maxTokens) read(tokenIds[tokenIds.length - 1]);
    }
  });
  return tokenIds;
}

describe("generate", () => {
  test("equals a plain loop of steps and draws", async () => {
    for (const prompt of ["", "a", "bad cab. ".repeat(70)]) {
      const { text, tokenIds, stopReason } = await generate(model, tokenizer, prompt, {
        maxTokens: 40,
        seed: 3,
      });
      expect([...tokenIds]).toEqual(plainGenerate(prompt, 40, 3));
      expect(text).toBe(tokenizer.decode(tokenIds));
      expect(stopReason).toBe("maxTokens");
    }
  });

  test("equals a plain loop with a neural cache that forgets, over prompts longer than a chunk", async () => {
    const options = { size: 50, weight: 0.4, theta: 0.8 };
    for (const prompt of ["", "b", "bad cab. ".repeat(70)]) {
      const { tokenIds } = await generate(model, tokenizer, prompt, {
        maxTokens: 60,
        seed: 4,
        cache: options,
      });
      expect([...tokenIds]).toEqual(plainGenerate(prompt, 60, 4, new NeuralCache(8, options)));
    }
    const without = await generate(model, tokenizer, "bad ", {
      maxTokens: 60,
      cache: { ...options, weight: 0 },
    });
    expect(without).toEqual(await generate(model, tokenizer, "bad ", { maxTokens: 60 }));
  });

  test("repeats itself for the same seed, 0 included, and differs for another", async () => {
    const text = async (seed?: number) =>
      (await generate(model, tokenizer, "ab", { maxTokens: 30, ...(seed !== undefined && { seed }) })).text;
    expect(await text(0)).toBe(await text());
    expect(await text(7)).toBe(await text(7));
    expect(await text(7)).not.toBe(await text(0));
  });

  test("goes on from a state as if it had never stopped, and leaves the state to its owner", async () => {
    const greedy = { temperature: 0 } as const;
    const whole = await generate(model, tokenizer, "deaf bee", { ...greedy, maxTokens: 24 });
    const first = await generate(model, tokenizer, "deaf bee", {
      ...greedy,
      maxTokens: 10,
      returnState: true,
    });
    const second = await generate(model, tokenizer, "", { ...greedy, maxTokens: 14, state: first.state! });
    expect(first.text + second.text).toBe(whole.text);
    expect(first.state![0].hidden.isDisposed).toBe(false);
    disposeState(first.state!);
  });

  test("stops at a stop token, which is in tokenIds and not in the text", async () => {
    const script = [..."xabc"].map((letter) => letter.charCodeAt(0));
    const result = await generate(scriptModel(script, 256), byteTokenizer, "x", { stopTokenIds: [99] });
    expect(result).toMatchObject({
      text: "ab",
      stopReason: "stopToken",
      tokenIds: Int32Array.of(97, 98, 99),
    });
  });

  test("stops at a stop string that crosses tokens, and lets out what only looked like one", async () => {
    const script = byteTokenizer.encode("?Yes.\nUs all.\nUser: no");
    const result = await generate(scriptModel(script, 256), byteTokenizer, "?", { stop: "\nUser:" });
    expect(result).toMatchObject({ text: "Yes.\nUs all.", stopReason: "stopString" });
    const held = await generate(scriptModel(script, 256), byteTokenizer, "?", {
      stop: "\nUser:",
      maxTokens: 16,
    });
    expect(held).toMatchObject({ text: "Yes.\nUs all.\nUse", stopReason: "maxTokens" });
  });

  test("scores the text by the model, before any filter", async () => {
    const { meanLogProbability, tokenIds } = await generate(model, tokenizer, "a", {
      maxTokens: 5,
      score: true,
      temperature: 0,
    });
    const expected = tf.tidy(() => {
      let state = model.zeroState(1);
      let sum = 0;
      for (const [index, tokenId] of [...tokenizer.encode("a"), ...tokenIds].entries()) {
        const next = model.step([tokenId], state);
        state = next.state;
        if (index < tokenIds.length) sum += tf.logSoftmax(next.logits).dataSync()[tokenIds[index]];
      }
      return sum / tokenIds.length;
    });
    expect(meanLogProbability).toBeCloseTo(expected, 5);
  });

  test("never writes the unknown token unless allowed to, and counts those of the prompt", async () => {
    const script = [...tokenizer.encode("ab"), tokenizer.unknownId!, ...tokenizer.encode("c")];
    const reciter = scriptModel(script, tokenizer.vocabularySize);
    const banned = await generate(reciter, tokenizer, "aé", { maxTokens: 1, temperature: 0 });
    expect(banned.tokenIds[0]).not.toBe(tokenizer.unknownId);
    expect(banned.unknownPromptTokens).toBe(1);
    const allowed = await generate(reciter, tokenizer, "aé", {
      maxTokens: 1,
      temperature: 0,
      bannedTokenIds: [],
    });
    expect(allowed.tokenIds[0]).toBe(tokenizer.unknownId);
  });

  test("maxTokens 0 gives an empty text", async () => {
    expect(await generate(model, tokenizer, "a", { maxTokens: 0, score: true })).toMatchObject({
      text: "",
      meanLogProbability: 0,
    });
  });

  test.each([
    [{ maxTokens: -1 }, "generate: expected maxTokens to be an integer of 0 or more, got -1"],
    [{ seed: 0.5 }, "expected a seed"],
    [{ temperature: -1 }, "expected temperature"],
    [{ stop: [""] }, "expected non-empty strings"],
    [{ cache: { size: 0, weight: 0, theta: 0 } }, "expected size"],
  ])("refuses %j", async (options, message) => {
    await expect(generate(model, tokenizer, "a", options)).rejects.toThrow(message);
  });

  test("refuses another model's tokenizer and another model's state", async () => {
    await expect(generate(model, byteTokenizer, "a")).rejects.toThrow("expected the model's tokenizer");
    const state = model.zeroState(2);
    await expect(generate(model, tokenizer, "a", { state })).rejects.toThrow(
      "state: expected hidden [1,9] [1,8], got [2,9] [2,8]",
    );
    disposeState(state);
  });

  test("keeps the number of tensors, with every option, after errors too", async () => {
    await expectConstantTensors(async () => {
      const cache = { size: 20, weight: 0.3, theta: 1 };
      const { state } = await generate(model, tokenizer, "bad", { maxTokens: 5, returnState: true, cache });
      await generateSamples(model, tokenizer, "", 3, { maxTokens: 5, state: state!, cache, stop: "a" });
      disposeState(state!);
      const everything = Array.from({ length: tokenizer.vocabularySize }, (_, id) => id);
      await expect(generate(model, tokenizer, "b", { bannedTokenIds: everything })).rejects.toThrow("banned");
    });
  });
});

describe("generateSamples", () => {
  test("a row is the same text whatever the other rows do; row 0 is generate's", async () => {
    const options = { maxTokens: 40, seed: 9, stop: "a", cache: { size: 10, weight: 0.2, theta: 1 } };
    const five = await generateSamples(model, tokenizer, "bad ", 5, options);
    const two = await generateSamples(model, tokenizer, "bad ", 2, options);
    expect(two).toEqual(five.slice(0, 2));
    expect(five[0]).toEqual(await generate(model, tokenizer, "bad ", options));
    expect(new Set(five.map(({ tokenIds }) => tokenIds.length)).size).toBeGreaterThan(1);
    expect(new Set(five.map(({ text }) => text)).size).toBeGreaterThan(2);
  });

  test("refuses a count of 0", async () => {
    await expect(generateSamples(model, tokenizer, "", 0)).rejects.toThrow("expected a count");
  });
});

test("stop strings end the text where a plain search does, for any bytes, prompt and stops", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "文", "😀"), maxLength: 12 });
  const stop = fc.string({ unit: fc.constantFrom("a", "b", "é", "文", "😀"), minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(text, stop, async (written, end) => {
      const reciter = scriptModel(byteTokenizer.encode(`x${written}`), 256);
      const maxTokens = byteTokenizer.encode(written).length;
      const result = await generate(reciter, byteTokenizer, "x", { maxTokens, stop: end, temperature: 0 });
      const [expected] = written.split(end);
      expect(result.text).toBe(expected);
      expect(result.stopReason).toBe(written.includes(end) ? "stopString" : "maxTokens");
    }),
    { numRuns: 60 },
  );
});
