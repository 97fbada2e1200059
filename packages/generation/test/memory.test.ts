import "@engram/test-utils";
import type { LanguageModel } from "@engram/lstm-core";
import type { CharTokenizer } from "@engram/tokenizer";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { Memory } from "../src/decoding/memory.ts";
import { tinyModel } from "./tiny-model.ts";

const CACHE = { size: 1_000, weight: 0.5, theta: 1 };
const pause = async () => undefined;
let model: LanguageModel;
let tokenizer: CharTokenizer;
beforeAll(async () => {
  await tf.setBackend("cpu");
  ({ model, tokenizer } = await tinyModel());
});

describe("Memory", () => {
  test("remembers every state but the last with the token after it, across the pieces of a long prompt", async () => {
    const tokenIds = tokenizer.encode("bad cab. ".repeat(70));
    const memory = Memory.start(model, { cache: CACHE });
    await memory.read(tokenIds.subarray(0, 300), pause);
    await memory.read(tokenIds.subarray(300, 628), pause);
    memory.predict();
    memory.step(tokenIds.subarray(628, 629));
    memory.step(tokenIds.subarray(629, 630));
    const { hidden, tokenIds: followers } = memory.cache!.content();
    const expected = tf.tidy(() => {
      const whole = model.forward(tf.tensor2d(tokenIds, [1, tokenIds.length], "int32"), model.zeroState(1));
      return whole.hidden.dataSync() as Float32Array;
    });
    expect(followers).toEqual(tokenIds.subarray(1));
    expect(hidden).toBeAllClose(expected.subarray(0, 629 * 8), { relative: 1e-5 });
    memory.dispose();
  });

  test("a fork remembers the same, from before the first token too, and leaves the original alone", async () => {
    const tokenIds = tokenizer.encode("bad cab");
    const memory = Memory.start(model, { cache: CACHE });
    const fork = memory.fork();
    await fork.read(tokenIds, pause);
    expect(memory.cache!.length).toBe(0);
    expect(await memory.stateArrays()).toBeUndefined();
    await memory.read(tokenIds, pause);
    expect(fork.cache!.content()).toEqual(memory.cache!.content());
    expect(await fork.stateArrays()).toEqual(await memory.stateArrays());
    memory.dispose();
    fork.dispose();
  });
});
