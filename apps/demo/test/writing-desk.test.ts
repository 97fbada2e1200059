import { chooseBackend } from "@engram/backend/node";
import { ChatSession, complete, generate } from "@engram/generation";
import { LanguageModel } from "@engram/lstm-core";
import { expectConstantTensors } from "@engram/test-utils";
import { CharTokenizer } from "@engram/tokenizer";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ModelShelf, type OpenModel } from "../src/worker/studio/model-shelf.ts";
import { WritingDesk } from "../src/worker/writing/writing-desk.ts";
import { NEURAL_CACHE } from "../src/worker/writing/writing-options.ts";

const ALPHABET = "\n \"'.,:abcdefghijklmnopqrstuvwxyzAIU";
const sampling = { temperature: 0.9, topP: 0.95, seed: 7 };
const replies = { ...sampling, maxTokens: 12 };

let tokenizer: CharTokenizer;
let shelf: ModelShelf;
let desk: WritingDesk;

beforeAll(async () => {
  await chooseBackend();
  tokenizer = await CharTokenizer.train([ALPHABET], { continuous: true });
});

beforeEach(() => {
  shelf = new ModelShelf(() => {});
  shelf.put(freshModel(1));
  desk = new WritingDesk(shelf);
  return () => shelf.put(undefined);
});

function freshModel(seed: number): OpenModel {
  const config = { vocabularySize: tokenizer.vocabularySize, embeddingSize: 7, hiddenSizes: [19, 11] };
  return {
    name: `model ${seed}`,
    model: LanguageModel.create(config, { seed }),
    tokenizer,
    isInTraining: false,
  };
}

describe("write", () => {
  test.each([{}, { cache: NEURAL_CACHE }, { topK: 5, stop: "e" }])(
    "gives the text of generate with %j, whole and in pieces",
    async (more) => {
      const options = { ...sampling, maxTokens: 150, ...more };
      const { model } = shelf.require();
      const { text } = await generate(model, tokenizer, "call me", options);
      const pieces: string[] = [];
      const written = await desk.write("call me", options, (piece) => pieces.push(piece));
      expect(written.text).toBe(text);
      expect(pieces.join("")).toBe(text);
    },
  );

  test("keeps what was written when it is stopped", async () => {
    const options = { ...sampling, maxTokens: 100_000 };
    const pieces: string[] = [];
    const written = await desk.write("call me", options, (piece) => {
      pieces.push(piece);
      desk.stop("writing");
    });
    expect(written.ending).toBe("stopped");
    expect(written.text).toBe(pieces.join(""));
    expect(written.text.length).toBeGreaterThan(0);
    expect(written.text.length).toBeLessThan(100_000);
  });

  test("ends as stopped when its model is taken away", async () => {
    const written = await desk.write("call me", { ...sampling, maxTokens: 100_000 }, () => {
      if (shelf.require().name === "model 1") shelf.put(freshModel(2));
    });
    expect(written.ending).toBe("stopped");
  });

  test("reads typographic characters in the form that the model knows", async () => {
    const options = { ...sampling, maxTokens: 40 };
    const curly = await desk.write("“it’s", options);
    expect(curly).toEqual(await desk.write("\"it's", options));
    expect(curly.unknownPromptTokens).toBe(0);
    expect((await desk.write("itß", options)).unknownPromptTokens).toBe(1);
  });
});

describe("complete", () => {
  test("reads the last 2,000 characters and passes its options on", async () => {
    const end = "it is a long way. ".repeat(200).slice(-2000);
    const options = { ...sampling, count: 4, maxTokens: 9 };
    const { model } = shelf.require();
    const offers = await desk.complete(`${"unread. ".repeat(50)}${end}`, options);
    expect(offers).toEqual(await complete(model, tokenizer, end, options));
    expect(offers.length).toBe(4);
  });

  test("gives way to a newer request without an error", async () => {
    const options = { ...sampling, maxTokens: 3000 };
    const older = desk.complete("one", options);
    const newer = desk.complete("two", { ...options, maxTokens: 9 });
    expect(await older).toEqual([]);
    expect((await newer).length).toBeGreaterThan(0);
  });
});

describe("chat", () => {
  const conversation = () => desk.transcript();

  test("replies as a session of its own does, also when the temperature changes on the way", async () => {
    const { model } = shelf.require();
    const session = new ChatSession(model, tokenizer, replies);
    const first = await session.send("who are you");
    const { transcript } = await desk.chat("who are you", replies);
    expect(transcript.at(-1)?.text).toBe(first);

    const second = await session.send("and now");
    const bytes = await desk.saveChat();
    expect((await desk.chat("and now", replies)).transcript.at(-1)?.text).toBe(second);

    await desk.restoreChat(bytes, replies);
    const cold = await desk.chat("and now", { ...replies, temperature: 0 });
    expect(cold.transcript.map(({ text }) => text).slice(0, 3)).toEqual(["who are you", first, "and now"]);
    expect(cold.transcript.at(-1)?.text).not.toBe(second);
    session.dispose();
  });

  test("forgets a turn that is stopped, and nothing else", async () => {
    const before = (await desk.chat("who are you", replies)).transcript;
    const long = { ...replies, maxTokens: 100_000, markers: { assistantSuffix: "UUUUUUUU" } };
    const stopped = await desk.chat("and now", long, () => desk.stop("chat"));
    expect(stopped).toEqual({ transcript: before, isStopped: true });
    expect(await conversation()).toEqual(before);
  });

  test("begins anew with another model, also in the middle of a turn", async () => {
    await desk.chat("who are you", replies);
    shelf.put(freshModel(2));
    expect(await conversation()).toEqual([]);
    await desk.chat("who are you", replies);
    const long = { ...replies, maxTokens: 100_000, markers: { assistantSuffix: "UUUUUUUU" } };
    const lost = await desk.chat("and now", long, () => {
      if (shelf.require().name === "model 2") shelf.put(freshModel(3));
    });
    expect(lost).toEqual({ transcript: [], isStopped: true });
    expect((await desk.chat("hello", replies)).transcript.length).toBe(2);
  });

  test("goes on with a saved conversation whether or not a neural cache is wanted now", async () => {
    const cached = { ...replies, cache: NEURAL_CACHE };
    const { transcript } = await desk.chat("who are you", cached);
    const bytes = await desk.saveChat();
    const { transcript: after } = await desk.chat("and now", cached);
    await desk.clearChat();
    expect(await desk.restoreChat(bytes, replies)).toEqual(transcript);
    expect((await desk.chat("and now", replies)).transcript).toEqual(after);
  });

  test("keeps the conversation when a file is no memory", async () => {
    const { transcript } = await desk.chat("who are you", replies);
    await expect(desk.restoreChat(new Uint8Array(100), replies)).rejects.toThrow();
    expect(await conversation()).toEqual(transcript);
  });

  test("finds the end of a reply in the model's own spelling", async () => {
    const options = { ...replies, maxTokens: 400, markers: { assistantSuffix: "’" } };
    const { transcript } = await desk.chat("who are you", options);
    expect(transcript.at(-1)?.text.length).toBeLessThan(400);
    expect(transcript.at(-1)?.text).not.toContain("'");
  });
});

test("leaves no tensors behind", async () => {
  await expectConstantTensors(async () => {
    await desk.complete("it is", { ...sampling, maxTokens: 5 });
    await desk.write("it is", { ...sampling, maxTokens: 500 }, () => desk.stop());
    await desk.chat("it is", replies);
    await desk.chat("so", { ...replies, temperature: 0.2 });
    await desk.restoreChat(await desk.saveChat(), replies);
    await desk.chat("so", replies, () => desk.stop());
    await desk.clearChat();
  });
});
