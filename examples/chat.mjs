// A chat that remembers: the LSTM's state is carried over the turns, saved as bytes and restored elsewhere; a neural
// cache is its second, longer memory.
import { chooseBackend } from "@engram/backend/node";
import { bpttStreams } from "@engram/dataset";
import { ChatSession } from "@engram/generation";
import { LanguageModel } from "@engram/lstm-core";
import { CharTokenizer } from "@engram/tokenizer";
import { Trainer } from "@engram/trainer";

await chooseBackend({ backend: "cpu" });
const dialogue = `User: good morning
Assistant: good morning to you
User: how are you
Assistant: very well, thank you
`;
const text = dialogue.repeat(30);
const tokenizer = await CharTokenizer.train([text]);
const model = LanguageModel.create(
  { vocabularySize: tokenizer.vocabularySize, embeddingSize: 12, hiddenSizes: [48] },
  { seed: 0 },
);
const batches = bpttStreams(tokenizer.encode(text), { batchSize: 4, sequenceLength: 40 });
await new Trainer(model, batches, { maxEpochs: 12, learningRate: 0.02 }).run();

const options = { temperature: 0, maxTokens: 60, cache: { size: 200, weight: 0.1, theta: 0.5 } };
const session = new ChatSession(model, tokenizer, options);
console.log("> good morning\n", await session.send("good morning"));
const memory = await session.saveMemory();
const reply = await session.send("how are you");
console.log("> how are you\n", reply);

const elsewhere = new ChatSession(model, tokenizer, options);
elsewhere.restoreMemory(memory);
console.log("the same reply after restoring:", (await elsewhere.send("how are you")) === reply);
