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

describe("LanguageModel", () => {
  const options = { vocabularySize: 7, embeddingSize: 4, hiddenSizes: [5, 3] };

  test("targets [B] count the token after each row alone: the textbook's many-to-one", () => {
    const model = LanguageModel.create(options, { seed: 5 });
    const onlyLast = Int32Array.of(-1, -1, 3, -1, -1, 6);
    const every = model.loss({ ...batch, targets: onlyLast }, undefined, EVALUATION);
    const last = model.loss({ ...batch, targets: Int32Array.of(3, 6) }, undefined, EVALUATION);
    expect(last.count).toBe(2);
    expect(last.loss.dataSync()).toBeAllClose(every.loss.dataSync());
  });

  test("targets [B] of padded rows belong to each row's own end; targets [B,T] past it do not count", () => {
    const model = LanguageModel.create(options, { seed: 5 });
    const lengths = Int32Array.of(2, 3);
    const every = model.loss(
      { ...batch, lengths, targets: Int32Array.of(-1, 3, 5, -1, -1, 6) },
      undefined,
      EVALUATION,
    );
    const last = model.loss({ ...batch, lengths, targets: Int32Array.of(3, 6) }, undefined, EVALUATION);
    expect(every.count).toBe(2);
    expect(last.loss.dataSync()).toBeAllClose(every.loss.dataSync());
  });

  test("two batches with the state carried are one of twice the length", () => {
    const model = LanguageModel.create(options, { seed: 6 });
    const text = {
      inputs: Int32Array.of(0, 1, 2, 3, 4, 5),
      targets: Int32Array.of(1, 2, 3, 4, 5, 6),
      batchSize: 1,
    };
    const whole = model.loss({ ...text, sequenceLength: 6 }, undefined, EVALUATION).loss.dataSync()[0];
    const part = (start: number) => ({
      inputs: text.inputs.slice(start, start + 3),
      targets: text.targets.slice(start, start + 3),
      batchSize: 1,
      sequenceLength: 3,
    });
    const first = model.loss(part(0), undefined, EVALUATION);
    const second = model.loss(part(3), first.carry, EVALUATION);
    expect([(first.loss.dataSync()[0] + second.loss.dataSync()[0]) / 2]).toBeAllClose([whole]);
  });

  test("a batch without any target has loss 0, count 0 and no gradient", () => {
    const model = LanguageModel.create(options, { seed: 6 });
    const none = { ...batch, targets: new Int32Array(6).fill(-1) };
    const { value, grads } = tf.variableGrads(() => model.loss(none, undefined, EVALUATION).loss);
    expect(value.dataSync()[0]).toBe(0);
    for (const grad of Object.values(grads)) expect(tf.max(tf.abs(grad)).dataSync()[0]).toBe(0);
    expect(model.loss(none, undefined, EVALUATION).count).toBe(0);
  });

  test("dispose frees every parameter", () => {
    const before = tf.memory().numTensors;
    LanguageModel.create(options, { seed: 0 }).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    [{ inputs: Int32Array.of(0, 1, 2, 3, 4, 7) }, "expected token ids in [0, 7), got 7 at position 5"],
    [{ targets: Int32Array.of(1, 2, 3, 4, 5, -2) }, "expected targets in [0, 7) or -1, got -2 at position 5"],
    [{ targets: Int32Array.of(1, 2, 3) }, "expected targets [B,T] = [2,3] or [B], got 3"],
    [{ batchSize: 3 }, "expected inputs of length B*T = 3*3, got 6"],
    [{ lengths: Int32Array.of(0, 3) }, "expected 2 lengths in [1, 3], got [0,3]"],
  ])("loss rejects %j", (wrong, message) => {
    const model = LanguageModel.create(options, { seed: 0 });
    expect(() => model.loss({ ...batch, ...wrong }, undefined, EVALUATION)).toThrow(
      `LanguageModel.loss: ${message}`,
    );
  });

  test("step and forward reject ids that are not in the vocabulary, and a state of another batch size", () => {
    const model = LanguageModel.create(options, { seed: 0 });
    expect(() => model.step([7], model.zeroState(1))).toThrow(
      "LanguageModel.step: expected token ids in [0, 7), got 7",
    );
    expect(() => model.step([0.5], model.zeroState(1))).toThrow("expected token ids in [0, 7), got 0.5");
    const ids = tf.tensor2d([[0, -1]], [1, 2], "int32");
    expect(() => model.forward(ids, model.zeroState(1))).toThrow(
      "LanguageModel.forward: expected token ids in [0, 7), got -1 at position 1",
    );
    expect(() => model.step([1, 2], model.zeroState(1))).toThrow("expected hidden [2,5], got [1,5]");
    expect(() => model.step([1], model.zeroState(1).slice(1))).toThrow(
      "expected a state of 2 entries, got 1",
    );
  });
});
