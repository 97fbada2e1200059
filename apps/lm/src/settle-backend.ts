import { describeBackend } from "@engram/backend";
import { chooseBackend } from "@engram/backend/node";
import type { LanguageModel } from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";
import type { StartedBackend } from "./start-backend.ts";
import type { TrainingOptions } from "./training-options.ts";

/**
 * Where the best backend is a GPU and nobody asked for it, times training steps of this very model there and on
 * the CPU, and goes on with the faster: what is small often runs faster without a GPU.
 *
 * The model's numbers stay what they are, and follow to the backend that is taken.
 */
export async function settleBackend(
  started: StartedBackend,
  model: LanguageModel,
  options: TrainingOptions,
): Promise<void> {
  if (started.onGpu !== true || started.isAskedFor) return;
  const choice = await chooseBackend({ trial: () => trainingStep(model, options) });
  console.error(describeBackend(choice));
}

/** The loss and the gradients of a batch, without an update. */
async function trainingStep(model: LanguageModel, options: TrainingOptions): Promise<void> {
  const { batch: batchSize, sequence: sequenceLength, windows, seed } = options;
  const { vocabularySize } = model.config;
  const inputs = Int32Array.from(
    { length: batchSize * sequenceLength },
    (_, index) => index % vocabularySize,
  );
  const targets = windows === "streams" ? inputs : inputs.subarray(0, batchSize);
  const batch = { inputs, targets, batchSize, sequenceLength, startsStream: true };
  const norm = tf.tidy(() => {
    const context = { training: true, seed, step: 0 };
    const { grads } = tf.variableGrads(() => model.loss(batch, undefined, context).loss);
    return tf.addN(Object.values(grads).map((grad) => tf.sum(tf.square(grad))));
  });
  await norm.data();
  norm.dispose();
}
