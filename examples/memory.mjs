// The working memory is a value: it comes in and goes out, and can be looked at, saved, cleared and restored.
import { chooseBackend } from "@engram/backend/node";
import { bpttStreams } from "@engram/dataset";
import { generate } from "@engram/generation";
import { disposeState, LanguageModel, stateFromArrays, stateToArrays } from "@engram/lstm-core";
import { CharTokenizer } from "@engram/tokenizer";
import { Trainer } from "@engram/trainer";

await chooseBackend({ backend: "cpu" });
const text = `${"ab ".repeat(40)}${"xy ".repeat(40)}`.repeat(16);
const tokenizer = await CharTokenizer.train([text]);
const batches = bpttStreams(tokenizer.encode(text), { batchSize: 8, sequenceLength: 24 });
const model = LanguageModel.create(
  { vocabularySize: tokenizer.vocabularySize, embeddingSize: 8, hiddenSizes: [24] },
  { seed: 0 },
);
await new Trainer(model, batches, { maxEpochs: 20, learningRate: 0.02 }).run();

const options = { temperature: 0, maxTokens: 9 };
const { state } = await generate(model, tokenizer, "xy xy ", { ...options, returnState: true });

const saved = await stateToArrays(state); // plain arrays: look at them, keep them, send them
const { shape, data } = saved["0.cell"];
console.log(
  `cell state [${shape}], ${data.filter((value) => Math.abs(value) > 1).length} of ${data.length} cells beyond ±1`,
);
disposeState(state);

const restored = stateFromArrays(saved);
const remembering = await generate(model, tokenizer, "", { ...options, state: restored });
const forgetful = await generate(model, tokenizer, "", options);
console.log("with its memory:   ", JSON.stringify(remembering.text));
console.log("with a cleared one:", JSON.stringify(forgetful.text));
disposeState(restored);
