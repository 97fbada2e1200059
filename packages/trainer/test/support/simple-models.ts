import * as tf from "@tensorflow/tfjs";
import type { BatchStream, Trainable } from "../../src/index.ts";

/** A stream that repeats a list of batches each epoch. */
export function listStream<Batch>(
  batches: readonly Batch[],
  { batchesPerEpoch = batches.length } = {},
): BatchStream<Batch> & { readonly closed: () => boolean } {
  let delivered = 0;
  let open = 0;
  return {
    batchesPerEpoch,
    closed: () => open === 0,
    position: () => delivered,
    restore(position) {
      delivered = position as number;
    },
    async *[Symbol.asyncIterator]() {
      open++;
      try {
        while (delivered < batches.length) yield batches[delivered++];
        delivered = 0;
      } finally {
        open--;
      }
    },
  };
}

/** Rows of inputs and their targets. */
export interface LineBatch {
  readonly inputs: readonly (readonly [number, number])[];
  readonly targets: readonly number[];
}

/** A line through the origin, fitted by the mean squared error. */
export function lineModel(start: readonly [number, number] = [0.5, -1]) {
  const weights = tf.tidy(() => tf.variable(tf.tensor2d([[start[0]], [start[1]]])));
  const model: Trainable<LineBatch> = {
    parameters: { weights },
    loss({ inputs, targets }) {
      const count = targets.length;
      const rows = tf.tensor2d(inputs as [number, number][], [count, 2]);
      const predictions = tf.reshape(tf.matMul(rows, weights as tf.Tensor2D), [count]);
      return { loss: tf.mean(tf.squaredDifference(predictions, tf.tensor1d([...targets]))), count };
    },
  };
  return { model, weights };
}

/** One number `value` whose gradient is `batch`: the loss is `value * batch`. */
export function slopeModel(start = 1) {
  const value = tf.tidy(() => tf.variable(tf.scalar(start)));
  const model: Trainable<number> = {
    parameters: { value },
    loss: (slope) => ({ loss: tf.mul(value, slope) as tf.Scalar, count: 1 }),
  };
  return { model, value };
}
