/*
 * Milliseconds of one training step and of one token, on each backend of this machine.
 *
 *   pnpm --filter @engram/lstm-core... build && node packages/lstm-core/bench/training-step.mjs [BACKEND...]
 *
 * LSTM(128) and LSTM(512), batch 128, 40 steps, 60 symbols (one-hot), softmax at the last step: loss and
 * gradients, without the optimiser. Medians of 9 after 2 to warm up; a token is the median of 200.
 */
import { chooseBackend } from "@engram/backend/node";
import { LanguageModel } from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";

const [BATCH, TIME, VOCABULARY] = [128, 40, 60];
const EVALUATION = { training: false, seed: 0, step: 0 };
const backends = process.argv.length > 2 ? process.argv.slice(2) : ["wasm", "tensorflow"];

const inputs = Int32Array.from({ length: BATCH * TIME }, (_, index) => (index * 7919) % VOCABULARY);
const batch = { inputs, targets: inputs.slice(0, BATCH), batchSize: BATCH, sequenceLength: TIME };

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
  for (const hiddenSize of [128, 512]) {
    const model = LanguageModel.create(
      { vocabularySize: VOCABULARY, hiddenSizes: [hiddenSize] },
      { seed: 0 },
    );
    const train = () => {
      const { value, grads } = tf.variableGrads(() => model.loss(batch, undefined, EVALUATION).loss);
      value.dataSync();
      tf.dispose([value, grads]);
    };
    const step = () => tf.tidy(() => model.step([1], model.zeroState(1)).logits.dataSync());
    median(2, train);
    median(20, step);
    const trained = median(9, train).toFixed(0);
    const stepped = (median(200, step) * 1000).toFixed(0);
    console.log(`${backend} LSTM(${hiddenSize}): training step ${trained} ms, one token ${stepped} us`);
    model.dispose();
  }
}
