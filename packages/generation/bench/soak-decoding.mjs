/**
 * A million tokens: memory that does not grow, and nothing left behind.
 *
 *   pnpm --filter "@engram/generation..." build
 *   node --expose-gc packages/generation/bench/soak-decoding.mjs [--tokens 1000000] [--builds native-avx512,wasm-single]
 *
 * Half of the tokens are one decoder's, half are texts of 1,000 tokens, each with memory of its own. Exits with 1
 * where the heap of the kernels, the tensors or the memory of JavaScript grew after the first tenth.
 */
import { parseArgs } from "node:util";
import { chooseBackend, engramBackend } from "@engram/backend/node";
import { Sampler, stream } from "@engram/generation";
import { createDecoder, LanguageModel } from "@engram/lstm-core";
import { Random } from "@engram/random";
import { CharTokenizer } from "@engram/tokenizer";
import * as tf from "@tensorflow/tfjs-core";

const { values: given } = parseArgs({
  options: {
    tokens: { type: "string", default: "1000000" },
    builds: { type: "string", default: "native-avx512,wasm-relaxed,wasm-single" },
  },
});
const total = Number(given.tokens);
const TEXT_TOKENS = 1_000;
/** What the garbage collector leaves may differ by so much between two looks. */
const MOST_GROWTH_BYTES = 2 ** 20;
const SAMPLED = { temperature: 0.8, topK: 40, topP: 0.95, repetitionPenalty: 1.1 };

const tokenizer = await CharTokenizer.train([
  "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ.,;:!?\n",
]);
const { vocabularySize } = tokenizer;

function memoryNow() {
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  return {
    tensors: tf.memory().numTensors,
    kernelBytes: engramBackend().kernels.heap.bytesInUse,
    reserved: engramBackend().kernels.heap.bytesReserved,
    javascriptBytes: heapUsed,
    rss,
  };
}

function decodeTokens(decoder, count, seed) {
  const sampler = new Sampler(vocabularySize, SAMPLED);
  const random = new Random(seed);
  const history = new Int32Array(TEXT_TOKENS);
  let tokenId = 0;
  for (let turn = 0; turn < count; turn++) {
    tokenId = sampler.next(decoder.step(tokenId), history, turn % TEXT_TOKENS, random);
    history[turn % TEXT_TOKENS] = tokenId;
  }
}

async function writeTexts(model, count, seed) {
  for (let text = 0; text < count; text++) {
    const options = { ...SAMPLED, maxTokens: TEXT_TOKENS, seed: seed + text };
    for await (const _ of stream(model, tokenizer, "The ", options));
  }
}

let grew = false;
for (const build of given.builds.split(",")) {
  await chooseBackend({ backend: `engram:${build}` });
  const model = LanguageModel.create({ vocabularySize, hiddenSizes: [128] }, { seed: 1 });
  const decoder = createDecoder(model);
  const tenth = Math.ceil(total / 20);
  const start = performance.now();
  let first;
  let last;
  for (let part = 0; part < 10; part++) {
    decodeTokens(decoder, tenth, part);
    await writeTexts(model, Math.ceil(tenth / TEXT_TOKENS), part * tenth);
    last = memoryNow();
    first ??= last;
  }
  const microseconds = ((performance.now() - start) * 1000) / (20 * tenth);
  decoder.dispose();
  model.dispose();
  const isFlat =
    last.tensors === first.tensors &&
    last.kernelBytes === first.kernelBytes &&
    last.reserved === first.reserved &&
    last.javascriptBytes - first.javascriptBytes < MOST_GROWTH_BYTES;
  grew ||= !isFlat;
  console.log(
    `${build}: ${20 * tenth} tokens, ${microseconds.toFixed(1)} us each: ${isFlat ? "flat" : "GREW"}`,
  );
  console.log("  after the first tenth", JSON.stringify(first));
  console.log("  at the end           ", JSON.stringify(last));
}
process.exitCode = grew ? 1 : 0;
