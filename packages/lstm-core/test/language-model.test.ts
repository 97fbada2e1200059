import { expectConstantTensors } from "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { disposeState, LanguageModel, type LanguageModelOptions } from "../src/index.ts";
import "./backends.ts";

const EVALUATION = { training: false, seed: 0, step: 0 };
const KINDS: Record<string, LanguageModelOptions> = {
  embedding: { vocabularySize: 7, embeddingSize: 4, hiddenSizes: [5, 3] },
  oneHot: { vocabularySize: 7, hiddenSizes: [5] },
  tied: { vocabularySize: 7, embeddingSize: 3, hiddenSizes: [5, 3], tiedOutput: true },
};
const batch = {
  inputs: Int32Array.of(0, 1, 2, 3, 4, 5),
  targets: Int32Array.of(1, 2, 3, 4, 5, -1),
  batchSize: 2,
  sequenceLength: 3,
  startsStream: true,
};

beforeAll(() => tf.setBackend("cpu"));

describe.each(Object.entries(KINDS))("LanguageModel: %s", (_, options) => {
  test("tokens one at a time give the hidden states of the whole sequence", async () => {
    const model = LanguageModel.create(options, { seed: 0 });
    const whole = model.forward(tf.tensor2d([[0, 1, 2, 3]], [1, 4], "int32"), model.zeroState(1));
    let state = model.zeroState(1);
    for (const [time, tokenId] of [0, 1, 2, 3].entries()) {
      const made = model.step([tokenId], state);
      const expected = tf.reshape(tf.slice(whole.hidden, [0, time, 0], [1, 1, -1]), [-1]);
      expect(await made.hidden.data()).toBeAllClose(await expected.data());
      expect(await made.logits.data()).toBeAllClose(await model.logits(expected).data());
      state = made.state;
    }
    expect(await state[state.length - 1].cell.data()).toBeAllClose(
      await whole.state[state.length - 1].cell.data(),
    );
  });

  test("the loss is the mean of -ln softmax over the targets that are not -1", async () => {
    const model = LanguageModel.create(options, { seed: 1 });
    const { loss, count } = model.loss(batch, undefined, EVALUATION);
    const { hidden } = model.forward(tf.tensor2d(batch.inputs, [2, 3], "int32"), model.zeroState(2));
    const logits = (await tf.reshape(model.logits(hidden), [6, 7]).array()) as number[][];
    const nats = logits.slice(0, 5).map((row, index) => {
      const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
      return Math.log(sum) - row[batch.targets[index]];
    });
    expect(count).toBe(5);
    expect(await loss.data()).toBeAllClose([nats.reduce((sum, value) => sum + value) / 5]);
  });

  test("gradient descent lowers the loss", () => {
    const model = LanguageModel.create(options, { seed: 2 });
    const optimizer = tf.train.adam(0.05);
    const losses = Array.from({ length: 30 }, () =>
      tf.tidy(
        () =>
          (
            optimizer.minimize(() => model.loss(batch, undefined, EVALUATION).loss, true) as tf.Scalar
          ).dataSync()[0],
      ),
    );
    expect(losses[0]).toBeGreaterThan(1.7);
    expect(losses[29]).toBeLessThan(0.8);
  });

  test("tensors stay constant across loss with gradients, and across steps", async () => {
    const model = LanguageModel.create(options, { seed: 3 });
    await expectConstantTensors(() => {
      const { value, grads } = tf.variableGrads(() => model.loss(batch, undefined, EVALUATION).loss);
      tf.dispose([value, grads]);
    });
    await expectConstantTensors(() => {
      const { loss, carry } = model.loss(batch, undefined, EVALUATION);
      tf.dispose([loss, carry]);
    });
    await expectConstantTensors(() => {
      const zero = model.zeroState(2);
      const { logits, hidden, state } = model.step([1, 2], zero);
      tf.dispose([logits, hidden]);
      disposeState(zero);
      disposeState(state);
    });
  });
});
