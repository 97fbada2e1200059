import { chooseBackend } from "@engram/backend/node";
import { expect, test } from "vitest";
import { beamSearch, ChatSession, generate, generateSamples } from "../src/index.ts";
import { tinyModel } from "./tiny-model.ts";

/** What a backend writes; the model is made anew on it from the same seed. */
async function writtenOn(backend: string) {
  const { backend: chosen } = await chooseBackend({ backend });
  expect(chosen).toBe(backend);
  const { model, tokenizer } = await tinyModel();
  const greedy = await generate(model, tokenizer, "bad cab", { temperature: 0, maxTokens: 60 });
  const sampled = await generateSamples(model, tokenizer, "", 3, {
    maxTokens: 40,
    seed: 8,
    cache: { size: 20, weight: 0.3, theta: 0.5 },
  });
  const [beam] = await beamSearch(model, tokenizer, "bad", { maxTokens: 12 });
  const session = new ChatSession(model, tokenizer, { maxTokens: 12 });
  const replies = [await session.send("fed"), await session.send("bee")];
  session.dispose();
  return { greedy: greedy.text, sampled: sampled.map(({ text }) => text), beam: beam.text, replies };
}

test.each(["wasm", "engram", "engram:wasm-relaxed", "engram:wasm-simd", "engram:wasm-single"])(
  "%s and cpu write the same texts",
  async (backend) => {
    const written = await writtenOn("cpu");
    expect(written.greedy).toHaveLength(60);
    expect(await writtenOn(backend)).toEqual(written);
  },
);
