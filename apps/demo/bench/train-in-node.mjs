import { readFileSync } from "node:fs";
import { engramBackend } from "@engram/backend";
import { chooseBackend } from "@engram/backend/node";
import { bpttStreams } from "@engram/dataset";
import { LanguageModel } from "@engram/lstm-core";
import { CharTokenizer, clean } from "@engram/tokenizer";
import { cosine, createMemoryCheckpoints, Trainer } from "@engram/trainer";

/** The built page has the same text. */
const TEXT = new URL("../generated/texts/moby-dick.txt", import.meta.url);
/** Share of the text that the page trains on unless it is told otherwise. */
const TRAINED_SHARE = 0.9;

/**
 * Gets ready to train what the room "Train" calls medium, on the same text, in Node.
 *
 * @param {{ build: string, threads: number }} options a build of @engram/kernels.
 * @returns what runs, in words, and `train(steps, warmUp)`, which gives the tokens a second after the steps that warm
 * up, by the clock.
 */
export async function prepareNode({ build, threads }) {
  const { runs } = await chooseBackend({ backend: `engram:${build}`, threads });
  const kernels = engramBackend()?.kernels;
  if (kernels?.build !== build || kernels.threads !== threads) {
    throw new Error(`prepareNode: expected ${build} on ${threads} threads, got ${runs}`);
  }
  const text = clean(readFileSync(TEXT, "utf8").replace(/\r\n?/g, "\n"), {
    htmlTags: "keep",
    htmlEntities: "keep",
    normalization: "NFC",
    lookAlikes: "plain",
    specialCharacters: "keep",
    letterCase: "keep",
    whitespace: "keep",
  });
  const trained = text.slice(0, Math.round(text.length * TRAINED_SHARE));
  const tokenizer = await CharTokenizer.train([trained], { continuous: true, minFrequency: 1 });
  const tokens = tokenizer.encode(trained);
  const train = (/** @type {number} */ steps, /** @type {number} */ warmUp) =>
    trainOnce({ tokens, vocabularySize: tokenizer.vocabularySize, steps, warmUp });
  return { runs, train };
}

/** @param {{ tokens: Int32Array, vocabularySize: number, steps: number, warmUp: number }} options */
async function trainOnce({ tokens, vocabularySize, steps, warmUp }) {
  const [batchSize, sequenceLength] = [32, 64];
  const model = LanguageModel.create({ vocabularySize, embeddingSize: 64, hiddenSizes: [128] }, { seed: 0 });
  let began = 0;
  let ended = 0;
  const trainer = new Trainer(model, bpttStreams(tokens, { batchSize, sequenceLength }), {
    learningRate: cosine(0.005),
    maxSteps: steps,
    checkpoints: createMemoryCheckpoints(),
    observers: [
      {
        onStep({ step }) {
          if (step === warmUp) began = performance.now();
          if (step === steps) ended = performance.now();
        },
      },
    ],
  });
  await trainer.run();
  trainer.dispose();
  model.dispose();
  return (1000 * (steps - warmUp) * batchSize * sequenceLength) / (ended - began);
}
