/**
 * Microseconds a token: the step alone, with sampling, and in `stream`; median (and minimum) of many rounds.
 *
 *   pnpm --filter "@engram/generation..." build
 *   node packages/generation/bench/one-token.mjs [--builds native-avx512,wasm-relaxed] [--threads 2] [--vocabulary 60]
 */
import { parseArgs } from "node:util";
import { chooseBackend } from "@engram/backend/node";
import { Sampler, stream } from "@engram/generation";
import { createDecoder, LanguageModel } from "@engram/lstm-core";
import { Random } from "@engram/random";

const { values: given } = parseArgs({
  options: {
    builds: {
      type: "string",
      default:
        "native-amx,native-avx512,native-avx2,native-baseline,wasm-relaxed,wasm-simd,wasm-single-relaxed,wasm-single",
    },
    threads: { type: "string" },
    vocabulary: { type: "string", default: "60" },
  },
});
const vocabularySize = Number(given.vocabulary);
const SAMPLED = { temperature: 0.8, topK: 40, topP: 0.95, repetitionPenalty: 1.1 };
/** A text's usual length: the repetition penalty looks at all of it. */
const HISTORY = 256;
const ROUNDS = 41;
const ROUND_MS = 4;

/** The bench measures decoding: each token is one letter of no meaning. */
const tokenizer = {
  vocabularySize,
  unknownId: undefined,
  encode: (text) => Int32Array.from(text, () => 0),
  decode: (tokenIds) => "x".repeat(tokenIds.length),
  createDecoder: () => ({ push: () => "x", end: () => "" }),
};

/** Rounds of a few milliseconds each, so that what else runs on the machine falls into few of them. */
async function measure(tokens) {
  for (let warm = 0; warm < 20; warm++) await tokens(50);
  let start = performance.now();
  await tokens(50);
  const count = Math.max(10, Math.ceil((50 * ROUND_MS) / (performance.now() - start)));
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    start = performance.now();
    await tokens(count);
    times.push(((performance.now() - start) * 1000) / count);
  }
  times.sort((a, b) => a - b);
  return `${times[ROUNDS >> 1].toFixed(1)} (${times[0].toFixed(1)})`;
}

function ways(model, weights) {
  const decoder = createDecoder(model, { weights });
  const sampler = new Sampler(vocabularySize, SAMPLED);
  const random = new Random(0);
  const history = new Int32Array(HISTORY);
  let tokenId = 0;
  let length = 0;
  const step = (count) => {
    for (let turn = 0; turn < count; turn++) decoder.step(tokenId);
  };
  const sampled = (count) => {
    for (let turn = 0; turn < count; turn++) {
      tokenId = sampler.next(decoder.step(tokenId), history, length, random);
      length = (length + 1) % HISTORY;
      history[length] = tokenId;
    }
  };
  const pieces = stream(model, tokenizer, "x", { ...SAMPLED, weights, maxTokens: 1e9 });
  const streamed = async (count) => {
    for (let turn = 0; turn < count; turn++) await pieces.next();
  };
  const dispose = async () => {
    decoder.dispose();
    await pieces.return();
  };
  return { step, sampled, streamed, dispose };
}

console.log(`V ${vocabularySize}, Node ${process.version}; microseconds a token: median (minimum)\n`);
console.log(
  "| build | H | layers | weights | step | with sampling | in stream() |\n|---|---|---|---|---|---|---|",
);
for (const build of given.builds.split(",")) {
  const threads = given.threads && Number(given.threads);
  const { runs } = await chooseBackend({ backend: `engram:${build}`, threads });
  for (const hiddenSize of [128, 512]) {
    for (const layers of [1, 2]) {
      const hiddenSizes = new Array(layers).fill(hiddenSize);
      const model = LanguageModel.create({ vocabularySize, hiddenSizes }, { seed: 1 });
      for (const weights of ["float32", "int8"]) {
        const { step, sampled, streamed, dispose } = ways(model, weights);
        const cells = [];
        for (const way of [step, sampled, streamed]) cells.push(await measure(way));
        console.log(`| ${[runs, hiddenSize, layers, weights, ...cells].join(" | ")} |`);
        await dispose();
      }
      model.dispose();
    }
  }
}
