// The main job in one page: clean, tokenize, stream, train, score on held-out text, generate.
import { chooseBackend } from "@engram/backend/node";
import { bpttStreams, splitTokens } from "@engram/dataset";
import { generate } from "@engram/generation";
import { LanguageModel, scoreTokens } from "@engram/lstm-core";
import { CharTokenizer, clean } from "@engram/tokenizer";
import { Trainer } from "@engram/trainer";

await chooseBackend();
const text = clean("the cat sat on the mat; the dog sat on the log; the cat saw the dog.\n".repeat(80));
const tokenizer = await CharTokenizer.train([text]);
const { train, heldOut } = splitTokens(tokenizer.encode(text), { train: 0.9, heldOut: 0.1 });

const model = LanguageModel.create(
  { vocabularySize: tokenizer.vocabularySize, embeddingSize: 16, hiddenSizes: [48] },
  { seed: 0 },
);
const batches = bpttStreams(train, { batchSize: 8, sequenceLength: 32 });
await new Trainer(model, batches, { maxEpochs: 8, learningRate: 0.01 }).run();

const { totalNats, tokens } = await scoreTokens(model, heldOut);
console.log(`held out: ${(totalNats / tokens).toFixed(2)} nats per character`);
const { text: continuation } = await generate(model, tokenizer, "the cat ", {
  temperature: 0,
  maxTokens: 25,
});
console.log(`the cat ${continuation}`);
