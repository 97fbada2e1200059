/*
 * Milliseconds of one training step and of one token, on each backend of this machine.
 *
 *   pnpm --filter @engram/lstm-core... build && node packages/lstm-core/bench/training-step.mjs [BACKEND...]
 *
 * LSTM(128) and LSTM(512), batch 128, 40 steps, 60 symbols (one-hot), softmax at the last step; and the character
 * model 2 x LSTM(128), batch 50, 50 steps, 65 symbols, softmax at every step. Loss and gradients, without the
 * optimiser: medians of 9 (of 20 for the character model) after 2 to warm up; a token is the median of 200.
 */
import { chooseBackend } from "@engram/backend/node";
import { LanguageModel } from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";

const JOBS = [
  { name: "LSTM(128)", hiddenSizes: [128], shape: [128, 40], symbols: 60, everyStep: false, runs: 9 },
  { name: "LSTM(512)", hiddenSizes: [512], shape: [128, 40], symbols: 60, everyStep: false, runs: 9 },
  { name: "2 x LSTM(128)", hiddenSizes: [128, 128], shape: [50, 50], symbols: 65, everyStep: true, runs: 20 },
];
const EVALUATION = { training: false, seed: 0, step: 0 };
const backends =
  process.argv.length > 2 ? process.argv.slice(2) : ["engram", "engram:wasm-relaxed", "wasm", "tensorflow"];

function batchOf({ shape: [batchSize, sequenceLength], symbols, everyStep }) {
  const inputs = Int32Array.from(
    { length: batchSize * sequenceLength },
    (_, index) => (index * 7919) % symbols,
  );
  return { inputs, targets: everyStep ? inputs : inputs.slice(0, batchSize), batchSize, sequenceLength };
}

/** The median of `times` runs in milliseconds. */
function median(times, run) {
  const elapsed = Array.from({ length: times }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return elapsed.sort((a, b) => a - b)[Math.floor(times / 2)];
}

for (const backend of backends) {
  try {
    await chooseBackend({ backend });
  } catch (error) {
    console.log(`${backend} skipped: ${error.message}`);
    continue;
  }
  for (const { name, hiddenSizes, symbols, runs, ...job } of JOBS) {
    const model = LanguageModel.create({ vocabularySize: symbols, hiddenSizes }, { seed: 0 });
    const batch = batchOf({ symbols, ...job });
    const train = () => {
      const { value, grads } = tf.variableGrads(() => model.loss(batch, undefined, EVALUATION).loss);
      value.dataSync();
      tf.dispose([value, grads]);
    };
    const step = () => tf.tidy(() => model.step([1], model.zeroState(1)).logits.dataSync());
    median(2, train);
    median(20, step);
    const trained = median(runs, train).toFixed(0);
    const stepped = (median(200, step) * 1000).toFixed(0);
    console.log(`${backend} ${name}: training step ${trained} ms, one token ${stepped} us`);
    model.dispose();
  }
}
