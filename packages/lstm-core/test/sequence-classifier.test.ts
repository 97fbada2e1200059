import { expectConstantTensors } from "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { lstmSequence, POOLINGS, type Pooling, SequenceClassifier } from "../src/index.ts";
import { pool } from "../src/pooling/pooling.ts";
import { BACKENDS, onBackend } from "./backends.ts";

const EVALUATION = { training: false, seed: 0, step: 0 };
const create = (pooling: Pooling, bidirectional = true) =>
  SequenceClassifier.create(
    { vocabularySize: 9, embeddingSize: 4, hiddenSizes: [5, 3], classes: 3, pooling, bidirectional },
    { seed: 7 },
  );
const document = Int32Array.of(4, 1, 8);

describe.each(BACKENDS)("pooling on %s", (backend) => {
  test("takes each row's own steps", () =>
    onBackend(backend, () => {
      const output = tf.tensor3d([
        [
          [0.1, -0.2],
          [0.3, -0.4],
          [0, 0],
        ],
        [
          [-0.5, -0.6],
          [0.7, 0.8],
          [-0.9, 0.2],
        ],
      ]);
      const inputs = {
        output,
        lengths: Int32Array.of(2, 3),
        finalState: [
          {
            hidden: tf.tensor2d([
              [0.3, -0.4],
              [-0.9, 0.2],
            ]),
            cell: tf.zeros<tf.Rank.R2>([2, 2]),
          },
        ],
        query: tf.tensor2d([[1], [2]]),
      };
      const softmax = (fits: number[]) =>
        fits.map((fit) => Math.exp(fit) / fits.reduce((sum, other) => sum + Math.exp(other), 0));
      const first = softmax([-0.3, -0.5]);
      const second = softmax([-1.7, 2.3, -0.5]);
      const expected: Record<Pooling, number[]> = {
        last: [0.3, -0.4, -0.9, 0.2],
        mean: [0.2, -0.3, -0.7 / 3, 0.4 / 3],
        max: [0.3, -0.2, 0.7, 0.8],
        attention: [
          first[0] * 0.1 + first[1] * 0.3,
          first[0] * -0.2 + first[1] * -0.4,
          second[0] * -0.5 + second[1] * 0.7 + second[2] * -0.9,
          second[0] * -0.6 + second[1] * 0.8 + second[2] * 0.2,
        ],
        concat: [0.3, -0.4, 0.3, -0.2, 0.2, -0.3, -0.9, 0.2, 0.7, 0.8, -0.7 / 3, 0.4 / 3],
      };
      for (const pooling of POOLINGS)
        expect(pool(pooling, inputs).dataSync(), pooling).toBeAllClose(expected[pooling]);
    }));
});

describe.each(POOLINGS)("SequenceClassifier with %s pooling", (pooling) => {
  test("padding changes nothing: a document alone and in a batch of longer ones is labelled alike", async () => {
    const model = create(pooling);
    const alone = model.probabilities({ inputs: document, batchSize: 1, sequenceLength: 3 });
    const padded = model.probabilities({
      inputs: Int32Array.of(4, 1, 8, 5, 5, 2, 3, 4, 5, 6),
      lengths: Int32Array.of(3, 5),
      batchSize: 2,
      sequenceLength: 5,
    });
    expect((await padded.data()).slice(0, 3)).toBeAllClose(await alone.data());
    expect(tf.sum(padded, 1).dataSync()).toBeAllClose([1, 1]);
  });

  test("the loss is the mean of -ln of the label's probability; a label of -1 does not count", async () => {
    const model = create(pooling, false);
    const batch = { inputs: Int32Array.of(4, 1, 8, 0, 2, 2, 7, 7, 1), batchSize: 3, sequenceLength: 3 };
    const rows = model.probabilities(batch).arraySync();
    const { loss, count } = model.loss({ ...batch, labels: Int32Array.of(2, -1, 0) }, undefined, EVALUATION);
    expect(count).toBe(2);
    expect(loss.dataSync()).toBeAllClose([-(Math.log(rows[0][2]) + Math.log(rows[2][0])) / 2]);
  });

  test("leaves no tensor behind", async () => {
    const model = create(pooling);
    const batch = { inputs: document, labels: Int32Array.of(1), batchSize: 1, sequenceLength: 3 };
    await expectConstantTensors(() => {
      const { value, grads } = tf.variableGrads(() => model.loss(batch, undefined, EVALUATION).loss);
      tf.dispose([value, grads, model.probabilities(batch)]);
    });
    const before = tf.memory().numTensors;
    create(pooling).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

test("last pooling is what each direction ends with", () => {
  const model = SequenceClassifier.create(
    { vocabularySize: 9, hiddenSizes: [3], classes: 2, bidirectional: true },
    { seed: 7 },
  );
  const { parameters } = model;
  const ids = tf.tensor2d(document, [1, 3], "int32");
  const ends = ["forward", "backward"].map((direction) => {
    const [kernel, recurrentKernel, bias] = ["kernel", "recurrentKernel", "bias"].map(
      (name) => parameters[`lstm.0.${direction}.${name}`],
    );
    const weights = { kernel, recurrentKernel, bias } as unknown as Parameters<typeof lstmSequence>[1];
    const zero = { hidden: tf.zeros<tf.Rank.R2>([1, 3]), cell: tf.zeros<tf.Rank.R2>([1, 3]) };
    return lstmSequence(ids, weights, zero, { reverse: direction === "backward" }).state.hidden;
  });
  const features = tf.concat(ends, 1) as tf.Tensor2D;
  const logits = tf.add(
    tf.matMul(features, parameters["output.kernel"] as unknown as tf.Tensor2D),
    parameters["output.bias"],
  );
  const made = model.probabilities({ inputs: document, batchSize: 1, sequenceLength: 3 });
  expect(made.dataSync()).toBeAllClose(tf.softmax(logits).dataSync());
});

describe("SequenceClassifier", () => {
  test.each([
    [{ labels: Int32Array.of(3) }, "SequenceClassifier.loss: expected 1 labels in [0, 3) or -1, got [3]"],
    [
      { labels: Int32Array.of(0, 1) },
      "SequenceClassifier.loss: expected 1 labels in [0, 3) or -1, got [0,1]",
    ],
    [
      { inputs: Int32Array.of(0, 9, 0) },
      "SequenceClassifier.loss: expected token ids in [0, 9), got 9 at position 1",
    ],
    [{ sequenceLength: 4 }, "SequenceClassifier.loss: expected inputs of length B*T = 1*4, got 3"],
    [{ lengths: Int32Array.of(4) }, "SequenceClassifier.loss: expected 1 lengths in [1, 3], got [4]"],
  ])("rejects %j", (wrong, message) => {
    const batch = { inputs: document, labels: Int32Array.of(1), batchSize: 1, sequenceLength: 3, ...wrong };
    expect(() => create("mean").loss(batch, undefined, EVALUATION)).toThrow(message);
  });
});
