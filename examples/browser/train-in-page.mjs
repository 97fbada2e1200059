// Trains and generates in a page (or in Node: the same numbers). Bundle it, then call `trainInPage`.
import { chooseBackend } from "@engram/backend";
import { bpttStreams } from "@engram/dataset";
import { generate } from "@engram/generation";
import { LanguageModel } from "@engram/lstm-core";
import { CharTokenizer } from "@engram/tokenizer";
import { Trainer } from "@engram/trainer";
import * as tf from "@tensorflow/tfjs-core";

/**
 * @param {string} backend a registered TensorFlow.js backend.
 * @returns {Promise<{ backend: string, losses: number[], text: string, tensors: number }>} the loss of each step and
 * a greedy and a sampled continuation; `tensors` is how many are left once all is freed.
 */
export async function trainInPage(backend) {
  await chooseBackend({ backend });
  const before = tf.memory().numTensors;
  const text = "she sells sea shells by the sea shore; 白鲸在海里游泳。\n".repeat(30);
  const tokenizer = await CharTokenizer.train([text]);
  const batches = bpttStreams(tokenizer.encode(text), { batchSize: 8, sequenceLength: 16 });
  const model = LanguageModel.create(
    {
      vocabularySize: tokenizer.vocabularySize,
      embeddingSize: 12,
      hiddenSizes: [24, 24],
      dropout: { between: 0.1 },
    },
    { seed: 3 },
  );
  /** @type {number[]} */
  const losses = [];
  const trainer = new Trainer(model, batches, {
    maxSteps: 30,
    learningRate: 0.02,
    seed: 3,
    observers: [{ onStep: ({ loss }) => void losses.push(loss) }],
  });
  await trainer.run();
  const greedy = await generate(model, tokenizer, "she ", { temperature: 0, maxTokens: 30 });
  const sampled = await generate(model, tokenizer, "she ", { temperature: 0.8, maxTokens: 30, seed: 7 });
  trainer.dispose();
  model.dispose();
  return {
    backend: tf.getBackend(),
    losses,
    text: `${greedy.text}|${sampled.text}`,
    tensors: tf.memory().numTensors - before,
  };
}
