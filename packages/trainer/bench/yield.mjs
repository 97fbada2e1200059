/*
 * What letting timers, input and signals run costs a run: the share of its time that is spent waiting for the event
 * loop's next turn.
 *
 *   pnpm --filter @engram/trainer build && pnpm --filter @engram/trainer bench
 *
 * A small model on TensorFlow.js' cpu backend, so that steps are short and turns as frequent as they get.
 */

import { Trainer } from "@engram/trainer";
import * as tf from "@tensorflow/tfjs";

const SECONDS = 10;
const ROWS = 64;

await tf.setBackend("cpu");
const kernel = tf.variable(tf.randomNormal([ROWS, ROWS], 0, 0.1, "float32", 1));
const model = {
  parameters: { kernel },
  loss: (inputs) => ({ loss: tf.mean(tf.square(tf.sub(tf.matMul(inputs, kernel), inputs))), count: ROWS }),
};
const inputs = tf.randomNormal([ROWS, ROWS], 0, 1, "float32", 2);
const batches = {
  batchesPerEpoch: 100,
  position: () => null,
  restore() {},
  async *[Symbol.asyncIterator]() {
    for (let batch = 0; batch < this.batchesPerEpoch; batch++) yield inputs;
  },
};

let turns = 0;
let waited = 0;
const { setImmediate } = globalThis;
// The loop asks for its turns here; nothing else in this process does.
globalThis.setImmediate = (callback) => {
  const asked = performance.now();
  turns++;
  return setImmediate(() => {
    waited += performance.now() - asked;
    callback();
  });
};

const trainer = new Trainer(model, batches, { maxMinutes: SECONDS / 60, learningRate: 1e-3 });
const { step, elapsedSeconds } = await trainer.run();
trainer.dispose();
const milliseconds = elapsedSeconds * 1000;
console.log(`${step} steps of ${(milliseconds / step).toFixed(2)} ms, ${turns} turns of the event loop`);
console.log(
  `${((waited / turns) * 1000).toFixed(0)} µs a turn, ${((waited / milliseconds) * 100).toFixed(2)}% of the run`,
);
