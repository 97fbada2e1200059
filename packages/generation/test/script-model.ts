import type { LstmState } from "@engram/lstm-core";
import * as tf from "@tensorflow/tfjs-core";
import type { GenerationModel } from "../src/index.ts";

/**
 * A model that recites: after n tokens it expects `script[n]`, whatever the tokens were. Its one hidden unit
 * counts the tokens.
 */
export function scriptModel(script: ArrayLike<number>, vocabularySize: number): GenerationModel {
  const count = (state: LstmState, tokens: number): LstmState => [
    { hidden: tf.add(state[0].hidden, tokens), cell: tf.add(state[0].cell, tokens) },
  ];
  const logits = (hidden: tf.Tensor) => {
    const positions = tf.reshape(hidden, [-1]).dataSync();
    const next = Int32Array.from(positions, (position) => script[position] ?? 0);
    return tf.mul(tf.oneHot(tf.tensor1d(next, "int32"), vocabularySize), 50);
  };
  return {
    config: {
      vocabularySize,
      hiddenSizes: [1],
      tiedOutput: false,
      dropout: { words: 0, input: 0, between: 0, output: 0, recurrent: 0, locked: true },
      regularization: { activation: 0, temporal: 0 },
    },
    zeroState: (batchSize) => [{ hidden: tf.zeros([batchSize, 1]), cell: tf.zeros([batchSize, 1]) }],
    forward: (tokenIds, state) => {
      const [batchSize, time] = tokenIds.shape;
      const hidden = tf.tidy(() => tf.zeros([batchSize, time, 1]) as tf.Tensor3D);
      const after = count(state, time);
      return { hidden, state: after };
    },
    logits: (hidden) => tf.tidy(() => logits(hidden)),
    step: (_tokenIds, state) => {
      const after = count(state, 1);
      const [{ hidden }] = after;
      return { logits: tf.tidy(() => logits(hidden)) as tf.Tensor2D, hidden: tf.clone(hidden), state: after };
    },
  };
}
