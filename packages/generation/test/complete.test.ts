import "@tensorflow/tfjs";
import type { LanguageModel } from "@engram/lstm-core";
import { expectConstantTensors } from "@engram/test-utils";
import type { CharTokenizer } from "@engram/tokenizer";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { BorderFinder } from "../src/complete/border-finder.ts";
import { complete, generateSamples } from "../src/index.ts";
import { byteTokenizer } from "./byte-tokenizer.ts";
import { scriptModel } from "./script-model.ts";
import { tinyModel } from "./tiny-model.ts";

let model: LanguageModel;
let tokenizer: CharTokenizer;
beforeAll(async () => {
  await tf.setBackend("cpu");
  ({ model, tokenizer } = await tinyModel());
});

const recite = (text: string) => scriptModel(byteTokenizer.encode(`x${text}`), 256);

describe("complete", () => {
  test("offers as many different texts as wanted, the likeliest first, and the same for the same seed", async () => {
    const options = { count: 4, temperature: 1, seed: 2 };
    const offers = await complete(model, tokenizer, "bad ", options);
    expect(new Set(offers.map(({ text }) => text)).size).toBe(4);
    expect(offers.map(({ score }) => score)).toEqual(offers.map(({ score }) => score).sort((a, b) => b - a));
    for (const { text } of offers) expect(text).toBe(text.trimEnd());
    expect(await complete(model, tokenizer, "bad ", options)).toEqual(offers);
    expect(await complete(model, tokenizer, "bad ", { ...options, seed: 3 })).not.toEqual(offers);
  });

  test("a model with one thing to say offers it once", async () => {
    const offers = await complete(recite("yes indeed, ma"), byteTokenizer, "x", { maxTokens: 14 });
    expect(offers.map(({ text }) => text)).toEqual(["yes indeed,"]);
  });

  test("ends after the last token, the last whole word, or the first whole sentence", async () => {
    const said = recite("Yes, I know. But wh");
    const texts = async (endAt: "token" | "word" | "sentence", maxTokens: number) =>
      (await complete(said, byteTokenizer, "x", { endAt, maxTokens })).map(({ text }) => text);
    expect(await texts("token", 19)).toEqual(["Yes, I know. But wh"]);
    expect(await texts("word", 19)).toEqual(["Yes, I know. But"]);
    expect(await texts("sentence", 19)).toEqual(["Yes, I know."]);
    expect(await texts("sentence", 10)).toEqual(["Yes, I"]);
  });

  test("a word at a stop string is whole", async () => {
    const offers = await complete(recite("Yes, I know#"), byteTokenizer, "x", { stop: "#" });
    expect(offers.map(({ text }) => text)).toEqual(["Yes, I know"]);
  });

  test("the score is the mean over the tokens that are kept", async () => {
    const sampling = { seed: 5, temperature: 1 };
    const offers = await complete(model, tokenizer, "bad ", { ...sampling, count: 6 });
    const cut = offers.find(({ text }) => text.length < 28)!;
    const options = { ...sampling, maxTokens: cut.text.length, score: true };
    const samples = await generateSamples(model, tokenizer, "bad ", 12, options);
    const same = samples.find(({ text }) => text === cut.text)!;
    expect(cut.score).toBeCloseTo(same.meanLogProbability!, 10);
  });

  test("keeps the number of tensors", async () => {
    await expectConstantTensors(async () => {
      await complete(model, tokenizer, "bad ", {
        endAt: "sentence",
        cache: { size: 8, weight: 0.1, theta: 1 },
      });
      await expect(complete(model, tokenizer, "b", { signal: AbortSignal.abort() })).rejects.toThrow("abort");
    });
  });

  test.each([
    [{ count: 0 }, "expected a count"],
    [{ endAt: "line" as "word" }, "expected endAt to be token, word or sentence, got line"],
    [{ locale: "not a tag" }, "Incorrect locale"],
    [{ temperature: -1 }, "expected temperature"],
  ])("refuses %j", async (options, message) => {
    await expect(complete(model, tokenizer, "a", options)).rejects.toThrow(message);
  });
});

describe("BorderFinder", () => {
  test.each([
    ["I wan", "t to wr", "t to "],
    ["I wan", "t", "t"],
    ["I wan", "t!", "t!"],
    ["", "hello wor", "hello "],
    ["我喜欢", "北京。他", "北京。"],
  ])("after %j, the last word border of %j", (text, continuation, kept) => {
    expect(continuation.slice(0, new BorderFinder(text, "en").lastWord(continuation))).toBe(kept);
  });

  test.each([
    ["It was lat", "e. The", "e. "],
    ["It was late.", " Then. A", " Then. "],
    ["It was lat", "e.", undefined],
    ["", "", undefined],
    ["他说", "好。然后", "好。"],
  ])("after %j, the first sentence border of %j", (text, continuation, kept) => {
    const border = new BorderFinder(text, "en").firstSentence(continuation);
    expect(border === undefined ? undefined : continuation.slice(0, border)).toBe(kept);
  });
});
