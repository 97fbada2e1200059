import "@tensorflow/tfjs";
import type { LanguageModel } from "@engram/lstm-core";
import { expectConstantTensors } from "@engram/test-utils";
import type { CharTokenizer } from "@engram/tokenizer";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type Generation, generate, stream } from "../src/index.ts";
import { byteTokenizer } from "./byte-tokenizer.ts";
import { scriptModel } from "./script-model.ts";
import { tinyModel } from "./tiny-model.ts";

let model: LanguageModel;
let tokenizer: CharTokenizer;
beforeAll(async () => {
  await tf.setBackend("cpu");
  ({ model, tokenizer } = await tinyModel());
});

async function collect(
  pieces: AsyncGenerator<string, Generation>,
): Promise<{ pieces: string[]; result: Generation }> {
  const collected: string[] = [];
  for (;;) {
    const next = await pieces.next();
    if (next.done) return { pieces: collected, result: next.value };
    collected.push(next.value);
  }
}

describe("stream", () => {
  test("its pieces joined are the text of generate", async () => {
    const options = { maxTokens: 50, seed: 5, stop: ["ab", "ca"] };
    const { pieces, result } = await collect(stream(model, tokenizer, "bad", options));
    expect(result).toEqual(await generate(model, tokenizer, "bad", options));
    expect(pieces.join("")).toBe(result.text);
  });

  test("gives out no half character and no part of a stop string when tokens are single bytes", async () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "é", "文", "😀", "👩‍👩‍👧"), maxLength: 14 });
    const stops = fc.array(
      fc.string({ unit: fc.constantFrom("a", "b", "é", "😀"), minLength: 1, maxLength: 3 }),
      { maxLength: 2 },
    );
    await fc.assert(
      fc.asyncProperty(letters, stops, async (written, stop) => {
        const reciter = scriptModel(byteTokenizer.encode(`x${written}`), 256);
        const maxTokens = byteTokenizer.encode(written).length;
        const { pieces, result } = await collect(
          stream(reciter, byteTokenizer, "x", { maxTokens, stop, temperature: 0 }),
        );
        expect(pieces.join("")).toBe(result.text);
        expect(written.startsWith(result.text)).toBe(true);
        expect(stop.some((end) => result.text.includes(end))).toBe(false);
        for (const piece of pieces) expect(piece).not.toMatch(/\p{Surrogate}|\ufffd|^$/u);
      }),
      { numRuns: 60 },
    );
  });

  test("a text that ends in mid-character ends with U+FFFD", async () => {
    const reciter = scriptModel(byteTokenizer.encode("xa文"), 256);
    const { pieces } = await collect(stream(reciter, byteTokenizer, "x", { maxTokens: 3, temperature: 0 }));
    expect(pieces.join("")).toBe("a\ufffd");
  });

  test("frees its tensors when the loop is left, when it is never begun, and when it is aborted", async () => {
    await expectConstantTensors(async () => {
      for await (const piece of stream(model, tokenizer, "bad", {
        cache: { size: 5, weight: 0.1, theta: 1 },
      })) {
        if (piece !== "") break;
      }
      stream(model, tokenizer, "bad");
      await stream(model, tokenizer, "bad").return(undefined as never);
      await expect(generate(model, tokenizer, "bad", { signal: AbortSignal.abort() })).rejects.toThrow(
        "abort",
      );
    });
  });

  test("a timer can abort it, with the signal's reason", async () => {
    const before = tf.memory().numTensors;
    const signal = AbortSignal.timeout(120);
    const endless = generate(model, tokenizer, "bad", { maxTokens: 10_000_000, signal });
    await expect(endless).rejects.toMatchObject({ name: "TimeoutError" });
    expect(tf.memory().numTensors).toBe(before);
  });

  test("wrong options are refused at the call, before anything is awaited", () => {
    expect(() => stream(model, tokenizer, "a", { topP: 2 })).toThrow("expected topP");
  });

  test("an error of the model frees the tensors and comes through", async () => {
    const failing = {
      ...scriptModel(byteTokenizer.encode("abc"), 256),
      step: () => {
        throw new Error("lost device");
      },
    };
    const before = tf.memory().numTensors;
    await expect(generate(failing, byteTokenizer, "a")).rejects.toThrow("lost device");
    expect(tf.memory().numTensors).toBe(before);
  });
});
