import "@tensorflow/tfjs";
import {
  decodeSafetensors,
  disposeState,
  encodeSafetensors,
  type LanguageModel,
  type NamedArray,
} from "@engram/lstm-core";
import { expectConstantTensors } from "@engram/test-utils";
import type { CharTokenizer } from "@engram/tokenizer";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { ChatSession, type ChatSessionOptions, generate } from "../src/index.ts";
import { byteTokenizer } from "./byte-tokenizer.ts";
import { scriptModel } from "./script-model.ts";
import { tinyModel } from "./tiny-model.ts";

let model: LanguageModel;
let tokenizer: CharTokenizer;
beforeAll(async () => {
  await tf.setBackend("cpu");
  ({ model, tokenizer } = await tinyModel());
});

const OPTIONS: ChatSessionOptions = { maxTokens: 20, seed: 4, cache: { size: 30, weight: 0.3, theta: 1 } };
const newSession = (options = OPTIONS) => new ChatSession(model, tokenizer, options);

describe("ChatSession", () => {
  test("a reply is what generate writes after the transcript so far", async () => {
    const session = newSession({ ...OPTIONS, temperature: 0 });
    const first = await session.send("bad cab");
    const second = await session.send("fed");
    const opening = "User: bad cab\nAssistant: ";
    const options = { maxTokens: 20, temperature: 0, stop: "\n", cache: OPTIONS.cache! };
    expect(first).toBe((await generate(model, tokenizer, opening, options)).text);
    const all = `${opening}${first}\nUser: fed\nAssistant: `;
    expect(second).toBe((await generate(model, tokenizer, all, options)).text);
    expect(session.transcript).toEqual([
      { role: "user", text: "bad cab" },
      { role: "assistant", text: first },
      { role: "user", text: "fed" },
      { role: "assistant", text: second },
    ]);
    session.dispose();
  });

  test("the memory is the state of the transcript's text, and each turn's draws follow those before it", async () => {
    const session = newSession();
    const replies = [await session.send("bad cab"), await session.send("a bed")];
    const { arrays, metadata } = decodeSafetensors(await session.saveMemory());
    const text = `User: bad cab\nAssistant: ${replies[0]}\nUser: a bed\nAssistant: ${replies[1]}\n`;
    const { state } = await generate(model, tokenizer, text, { maxTokens: 0, returnState: true });
    expect(arrays["state.1.hidden"].data).toBeAllClose(state![1].hidden.dataSync(), { relative: 1e-6 });
    expect(arrays["state.0.cell"].data).toBeAllClose(state![0].cell.dataSync(), { relative: 1e-6 });
    const written = replies.reduce((sum, reply) => sum + Math.min(reply.length + 1, 20), 0);
    expect(JSON.parse(metadata.random)).toEqual({ seed: 4, stream: 0, drawn: written });
    disposeState(state!);
    session.dispose();
  });

  test("turn markers are read, end the reply, and never come out", async () => {
    const markers = { userPrefix: "<u>", userSuffix: "", assistantPrefix: "<a>", assistantSuffix: "</a>" };
    const reciter = scriptModel(byteTokenizer.encode("<u>hi<a>Hello.</a>more"), 256);
    const session = new ChatSession(reciter, byteTokenizer, { markers });
    const pieces: string[] = [];
    for await (const piece of session.stream("hi")) pieces.push(piece);
    expect(pieces.join("")).toBe("Hello.");
    session.dispose();
  });

  test.each([
    ["with a cache", OPTIONS],
    ["without a cache", { maxTokens: 20, seed: 4 }],
  ])("a restored memory goes on exactly as the uninterrupted session, %s", async (_, options) => {
    const session = newSession(options);
    await session.send("bad cab");
    await session.send("a bed");
    const bytes = await session.saveMemory();
    const other = newSession({ ...options, seed: 999 });
    await other.send("fed");
    other.restoreMemory(bytes);
    expect(other.transcript).toEqual(session.transcript);
    for (const message of ["deaf", "", "bee"]) {
      const reply = await session.send(message);
      expect(reply).not.toBe("");
      expect(await other.send(message)).toBe(reply);
    }
    expect(await other.saveMemory()).toEqual(await session.saveMemory());
    session.dispose();
    other.dispose();
  });

  test("takes the bytes in a Node Buffer, at any offset", async () => {
    const session = newSession();
    await session.send("bad");
    const bytes = await session.saveMemory();
    session.restoreMemory(Buffer.concat([Buffer.of(1), bytes]).subarray(1));
    expect(await session.saveMemory()).toEqual(bytes);
    session.dispose();
  });

  test("a memory of no turns is a new session's", async () => {
    const session = newSession();
    const bytes = await session.saveMemory();
    const expected = await session.send("bad");
    session.restoreMemory(bytes);
    expect(session.transcript).toEqual([]);
    expect(await session.send("bad")).toBe(expected);
    session.clear();
    expect(await session.send("bad")).toBe(expected);
    session.dispose();
  });

  test("a turn that is left, aborted or fails leaves the memory as it was", async () => {
    const session = newSession();
    await session.send("bad");
    const before = await session.saveMemory();
    const turn = session.stream("bee");
    expect((await turn.next()).done).toBe(false);
    await turn.return("");
    expect(await session.saveMemory()).toEqual(before);
    await expect(session.send("cab", { signal: AbortSignal.abort() })).rejects.toThrow("abort");
    expect(await session.saveMemory()).toEqual(before);
    session.dispose();
  });

  test("one turn at a time", async () => {
    const session = newSession();
    const turn = session.stream("bad");
    await turn.next();
    await expect(session.send("cab")).rejects.toThrow("ChatSession.stream: expected no turn to be under way");
    expect(() => session.clear()).toThrow("ChatSession.clear: expected no turn");
    expect(() => session.restoreMemory(new Uint8Array(0))).toThrow("expected no turn");
    expect(() => session.dispose()).toThrow("expected no turn");
    await turn.return("");
    await session.send("cab");
    session.dispose();
  });

  test("keeps the number of tensors over turns, saves and restores, and frees all at the end", async () => {
    const before = tf.memory().numTensors;
    const session = newSession();
    await expectConstantTensors(async () => {
      await session.send("bad");
      const bytes = await session.saveMemory();
      session.restoreMemory(bytes);
      expect(() => session.restoreMemory(bytes.subarray(1))).toThrow();
      for await (const _ of session.stream("cab")) break;
    });
    session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("a memory that is not this session's", () => {
  /** The bytes of a memory after some change to its arrays or metadata, with a right checksum. */
  async function changed(
    change: (arrays: Record<string, NamedArray>, metadata: Record<string, string>) => void,
  ): Promise<Uint8Array> {
    const session = newSession();
    await session.send("bad");
    const { arrays, metadata } = decodeSafetensors(await session.saveMemory());
    session.dispose();
    change(arrays, metadata);
    return encodeSafetensors(arrays, metadata);
  }

  test.each<[string, (arrays: Record<string, NamedArray>, metadata: Record<string, string>) => void, string]>(
    [
      ["another file", (_, metadata) => delete metadata.format, "expected the format engram-chat-memory-1"],
      [
        "another model",
        (_, metadata) => (metadata.model = '{"vocabularySize":9}'),
        "expected a memory of the model",
      ],
      ["no random", (_, metadata) => delete metadata.random, "expected random to be JSON"],
      [
        "a bad seed",
        (_, metadata) => (metadata.random = '{"seed":-1,"stream":0,"drawn":0}'),
        "expected random to hold",
      ],
      [
        "a bad stream",
        (_, metadata) => (metadata.random = '{"seed":1,"stream":1e15,"drawn":0}'),
        "expected a stream",
      ],
      ["a bad transcript", (_, metadata) => (metadata.transcript = "{}"), "expected transcript to be a list"],
      [
        "a bad turn",
        (_, metadata) => (metadata.transcript = '[{"role":"robot","text":""}]'),
        "expected turn 0",
      ],
      [
        "a missing layer",
        (arrays) => delete arrays["state.1.cell"],
        'expected an array "state.1.cell", got none',
      ],
      [
        "a third layer",
        (arrays) => (arrays["state.2.cell"] = arrays["state.1.cell"]),
        'expected no array "state.2.cell"',
      ],
      [
        "a wrong shape",
        (arrays) => (arrays["state.0.cell"] = { shape: [9], data: new Float32Array(9) }),
        'expected "state.0.cell" to be float32 [1,9], got shape [9]',
      ],
      [
        "integers",
        (arrays) => (arrays["state.0.cell"] = { shape: [1, 9], data: new Int32Array(9) }),
        "to be float32",
      ],
      [
        "a NaN",
        (arrays) => {
          arrays["state.0.hidden"].data[2] = Number.NaN;
        },
        "to be finite",
      ],
      [
        "a token id",
        (arrays) => {
          arrays["cache.tokenIds"].data[0] = 1_000;
        },
        "expected token ids below",
      ],
      [
        "a cut cache",
        (arrays) => (arrays["cache.hidden"] = { shape: [0, 8], data: new Float32Array(0) }),
        "cache.hidden",
      ],
      [
        "no cache",
        (arrays) => {
          delete arrays["cache.hidden"];
          delete arrays["cache.tokenIds"];
        },
        "expected a memory with a neural cache, got none",
      ],
    ],
  )("is refused: %s", async (_, change, message) => {
    const bytes = await changed(change);
    const session = newSession();
    const first = await session.saveMemory();
    expect(() => session.restoreMemory(bytes)).toThrow(message);
    expect(await session.saveMemory()).toEqual(first);
    session.dispose();
  });

  test("a cache where the session has none, or more of it than fits, is refused", async () => {
    const bytes = await changed(() => undefined);
    const none = newSession({ maxTokens: 20 });
    expect(() => none.restoreMemory(bytes)).toThrow("expected a memory with no neural cache, got one");
    const small = newSession({ cache: { size: 2, weight: 0, theta: 0 } });
    expect(() => small.restoreMemory(bytes)).toThrow("expected at most 2 positions in the cache, got");
    none.dispose();
    small.dispose();
  });

  test("cut, changed and random bytes are refused with an error and no more", async () => {
    const bytes = await changed(() => undefined);
    const session = newSession();
    const before = tf.memory().numTensors;
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (place, change, cut) => {
          const damaged = bytes.slice(0, cut ? place : bytes.length);
          if (!cut) damaged[place] ^= change;
          expect(() => session.restoreMemory(damaged)).toThrow(Error);
        },
      ),
    );
    // The checksum's own name, without which it is not checked.
    for (let place = 0; place < 120; place++) {
      const damaged = bytes.slice();
      damaged[place] ^= 1;
      expect(() => session.restoreMemory(damaged), `byte ${place}`).toThrow(Error);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(() => session.restoreMemory(noise)).toThrow(Error);
      }),
    );
    expect(tf.memory().numTensors).toBe(before);
    session.dispose();
  });
});
