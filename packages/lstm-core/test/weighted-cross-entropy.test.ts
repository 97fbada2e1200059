import { Random } from "@engram/random";
import { expectConstantTensors } from "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { linearCrossEntropy, SequenceClassifier } from "../src/index.ts";
import { weightedCrossEntropy } from "../src/ops/weighted-cross-entropy.ts";
import { BACKENDS, onBackend } from "./backends.ts";
import { expectGradientIsSlope, randomTensor } from "./finite-differences.ts";

const EVALUATION = { training: false, seed: 0, step: 0 };
const targets = Int32Array.of(2, -1, 0, 3, 0);
const weights = Float32Array.of(0.5, 9, 2, 0, 1.25);
const makeInputs = (random = new Random(1)) =>
  [[5, 3], [3, 4], [4]].map((shape) => randomTensor(shape, random)) as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
  ];

describe.each(BACKENDS)("weightedCrossEntropy on %s", (backend) => {
  test("is the weighted mean of the targets' nats; rows without a target do not count", () =>
    onBackend(backend, () => {
      const [hidden, kernel, bias] = makeInputs();
      const { loss, count } = weightedCrossEntropy(hidden, kernel, bias, targets, weights);
      const logits = tf.add(tf.matMul(hidden, kernel), bias).arraySync() as number[][];
      let [sum, total] = [0, 0];
      targets.forEach((target, row) => {
        if (target < 0) return;
        const normalizer = Math.log(logits[row].reduce((all, logit) => all + Math.exp(logit), 0));
        sum += weights[row] * (normalizer - logits[row][target]);
        total += weights[row];
      });
      expect(loss.dataSync()).toBeAllClose([sum / total]);
      expect(count).toBe(4);
    }));

  test("with equal weights has loss and gradients of linearCrossEntropy", () =>
    onBackend(backend, () => {
      const inputs = makeInputs();
      const run = (loss: (...tensors: [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D]) => tf.Scalar) =>
        tf.valueAndGrads((...tensors: tf.Tensor[]) =>
          loss(...(tensors as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D])),
        )([...inputs]);
      const equal = new Float32Array(5).fill(0.3);
      const actual = run((...tensors) => weightedCrossEntropy(...tensors, targets, equal).loss);
      const expected = run((...tensors) => linearCrossEntropy(...tensors, targets).loss);
      expect(actual.value.dataSync()).toBeAllClose(expected.value.dataSync());
      for (const [index, gradient] of expected.grads.entries()) {
        expect(actual.grads[index].dataSync()).toBeAllClose(gradient.dataSync());
      }
    }));

  test("has the slope as gradient, none in a row of weight 0", () =>
    onBackend(backend, () => {
      const random = new Random(2);
      const loss = (...[hidden, kernel, bias]: tf.Tensor[]) =>
        weightedCrossEntropy(
          hidden as tf.Tensor2D,
          kernel as tf.Tensor2D,
          bias as tf.Tensor1D,
          targets,
          weights,
        ).loss;
      const inputs = makeInputs(random);
      expectGradientIsSlope(loss, inputs, random);
      const rows = (tf.grads(loss)([...inputs])[0] as tf.Tensor2D).arraySync();
      expect(rows[1]).toEqual([0, 0, 0]);
      expect(rows[3].map(Math.abs)).toEqual([0, 0, 0]);
      expect(Math.max(...rows[0].map(Math.abs))).toBeGreaterThan(0);
    }));
});

describe("weightedCrossEntropy", () => {
  test("of no targets is 0, and leaves no tensor behind", async () => {
    const inputs = makeInputs();
    const none = new Int32Array(5).fill(-1);
    const { loss, count } = weightedCrossEntropy(...inputs, none, weights);
    expect([Math.abs(loss.dataSync()[0]), count]).toEqual([0, 0]);
    await expectConstantTensors(() => weightedCrossEntropy(...inputs, targets, weights).loss.dispose());
  });

  test.each([
    [Float32Array.of(1), "expected 5 weights of 0 or more, got [1]"],
    [Float32Array.of(1, 1, -1, 1, 1), "expected 5 weights of 0 or more, got [1,1,-1,1,1]"],
    [Float32Array.of(1, 1, Number.NaN, 1, 1), "expected 5 weights of 0 or more, got [1,1,NaN,1,1]"],
    [Float32Array.of(1, 1, 1, 1, Number.POSITIVE_INFINITY), "got [1,1,1,1,Infinity]"],
    [Float32Array.of(0, 1, 0, 0, 0), "expected a weight above 0 for some target, got none"],
  ])("rejects the weights %s", (wrong, message) => {
    expect(() => weightedCrossEntropy(...makeInputs(), targets, wrong)).toThrow(message);
  });
});

describe("a classifier's weighted loss", () => {
  const model = SequenceClassifier.create(
    { vocabularySize: 9, embeddingSize: 4, hiddenSizes: [3], classes: 3, pooling: "mean" },
    { seed: 7 },
  );
  const batch = {
    inputs: Int32Array.of(4, 1, 8, 0, 2, 2, 7, 7, 1),
    labels: Int32Array.of(2, -1, 0),
    batchSize: 3,
    sequenceLength: 3,
  };
  const lossOf = (some?: Float32Array) =>
    model.loss({ ...batch, ...(some && { weights: some }) }, undefined, EVALUATION);

  test("is the weighted mean of -ln of the labels' probabilities", () => {
    const rows = model.probabilities(batch).arraySync();
    const { loss, count } = lossOf(Float32Array.of(3, 5, 1));
    expect(count).toBe(2);
    expect(loss.dataSync()).toBeAllClose([-(3 * Math.log(rows[0][2]) + Math.log(rows[2][0])) / 4]);
  });

  test("with equal weights is the loss without", () => {
    expect(lossOf(Float32Array.of(2, 2, 2)).loss.dataSync()).toBeAllClose(lossOf().loss.dataSync());
  });
});
