/**
 * Tokens per second of decoding: greedy, sampled, with a full neural cache, and eight texts at once.
 *
 *   pnpm --filter "@engram/generation..." build && node packages/generation/bench/decode.mjs [engram|wasm|cpu]
 */
import { chooseBackend } from "@engram/backend/node";
import { generateSamples, stream } from "@engram/generation";
import { LanguageModel } from "@engram/lstm-core";

const CELL_MS = 1_000;
const CACHE = { size: 500, weight: 0.1, theta: 0.3 };
const SAMPLED = { temperature: 0.8, topK: 40, topP: 0.95, repetitionPenalty: 1.1, maxTokens: 1e9 };

const MODELS = {
  "V 65, LSTM 128": { vocabularySize: 65, embeddingSize: 32, hiddenSizes: [128] },
  "V 65, LSTM 2 x 128": { vocabularySize: 65, embeddingSize: 32, hiddenSizes: [128, 128] },
  "V 65, LSTM 512": { vocabularySize: 65, embeddingSize: 64, hiddenSizes: [512] },
  "V 8000, LSTM 256": { vocabularySize: 8000, embeddingSize: 128, hiddenSizes: [256] },
};

const RUNS = {
  greedy: (model, tokenizer) => oneText(model, tokenizer, { ...SAMPLED, temperature: 0 }),
  sampled: (model, tokenizer) => oneText(model, tokenizer, SAMPLED),
  "cache 500": (model, tokenizer) => oneText(model, tokenizer, { ...SAMPLED, cache: CACHE }),
  "8 texts": eightTexts,
};

/** The bench measures decoding: each token is one letter of no meaning. */
const tokenizerOf = (vocabularySize) => ({
  vocabularySize,
  unknownId: undefined,
  encode: (text) => Int32Array.from(text, (_, index) => (index * 31) % vocabularySize),
  decode: (tokenIds) => "x".repeat(tokenIds.length),
  createDecoder: () => ({ push: () => "x", end: () => "" }),
});

/** The first tokens warm up; the prompt, which fills the cache, does not count. */
async function oneText(model, tokenizer, options) {
  let start = 0;
  let tokens = 0;
  for await (const _ of stream(model, tokenizer, "x".repeat(CACHE.size + 1), options)) {
    tokens++;
    if (tokens === 20) start = performance.now();
    else if (tokens > 20 && performance.now() - start > CELL_MS) break;
  }
  return ((tokens - 20) * 1_000) / (performance.now() - start);
}

async function eightTexts(model, tokenizer) {
  await generateSamples(model, tokenizer, "x", 8, { ...SAMPLED, maxTokens: 5 });
  const start = performance.now();
  await generateSamples(model, tokenizer, "x", 8, { ...SAMPLED, maxTokens: 100 });
  return (800 * 1_000) / (performance.now() - start);
}

const { runs } = await chooseBackend({ backend: process.argv[2] ?? "engram" });
console.log(`Tokens per second, ${runs}, Node ${process.version}\n`);
console.log(`| model | ${Object.keys(RUNS).join(" | ")} |\n|---|${"---|".repeat(Object.keys(RUNS).length)}`);
for (const [name, config] of Object.entries(MODELS)) {
  const model = LanguageModel.create(config, { seed: 1 });
  const tokenizer = tokenizerOf(config.vocabularySize);
  const speeds = [];
  for (const run of Object.values(RUNS)) speeds.push(Math.round(await run(model, tokenizer)));
  console.log(`| ${name} | ${speeds.join(" | ")} |`);
  model.dispose();
}
