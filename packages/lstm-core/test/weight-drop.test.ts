import { fillDropoutMask, Random } from "@engram/random";
import { expectConstantTensors } from "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { weightDrop } from "../src/dropout/weight-drop.ts";
import {
  LanguageModel,
  type LstmWeights,
  lstmSequence,
  modelArrays,
  type NamedArray,
  SequenceClassifier,
} from "../src/index.ts";
import { BACKENDS, onBackend } from "./backends.ts";
import { expectGradientIsSlope, randomTensor } from "./finite-differences.ts";

const RATE = 0.4;
const training = { training: true, seed: 5, step: 3 };
const EVALUATION = { training: false, seed: 0, step: 0 };
const place = { layer: 0, direction: 0 };
const maskOf = (length: number, layer: number, direction: number, { seed, step } = training) =>
  fillDropoutMask(new Float32Array(length), RATE, { seed, step, site: 128 + 2 * layer + direction });

describe("weightDrop", () => {
  test("drops the wanted share of the weights and keeps their expected value", () => {
    const dropped = Array.from(weightDrop(tf.ones([100, 400]), RATE, place, training).dataSync());
    const share = dropped.filter((weight) => weight === 0).length / dropped.length;
    expect(share).toBeCloseTo(RATE, 2);
    expect(dropped.reduce((sum, weight) => sum + weight, 0) / dropped.length).toBeCloseTo(1, 1);
  });

  test("is the very tensor at rate 0 and outside training", () => {
    const kernel = tf.ones<tf.Rank.R2>([2, 8]);
    expect(weightDrop(kernel, 0, place, training)).toBe(kernel);
    expect(weightDrop(kernel, RATE, place, EVALUATION)).toBe(kernel);
  });

  test("has a mask of its own for each seed, step, layer and direction, and the same one again", () => {
    const drop = (where = place, context = training) => [
      ...weightDrop(tf.ones([4, 16]), RATE, where, context).dataSync(),
    ];
    expect(drop()).toEqual(drop());
    const masks = [
      drop(),
      drop({ layer: 1, direction: 0 }),
      drop({ layer: 0, direction: 1 }),
      drop(place, { ...training, step: 4 }),
      drop(place, { ...training, seed: 6 }),
    ];
    expect(new Set(masks.map(String)).size).toBe(masks.length);
  });
});

describe.each(BACKENDS)("on %s", (backend) => {
  test("the mask is fillDropoutMask's, bit for bit", () =>
    onBackend(backend, () => {
      const dropped = weightDrop(tf.ones([3, 12]), RATE, { layer: 2, direction: 1 }, training);
      expect(dropped.dataSync()).toEqual(maskOf(36, 2, 1));
    }));

  test("the gradient is the slope, through all steps", () =>
    onBackend(backend, () => {
      const random = new Random(7);
      const input = randomTensor<tf.Tensor3D>([2, 4, 3], random);
      const weights = {
        kernel: randomTensor([3, 8], random),
        bias: randomTensor([8], random),
      } as LstmWeights;
      const zero = { hidden: tf.zeros<tf.Rank.R2>([2, 2]), cell: tf.zeros<tf.Rank.R2>([2, 2]) };
      const loss = (kernel: tf.Tensor) => {
        const recurrentKernel = weightDrop(kernel as tf.Tensor2D, RATE, place, training);
        return tf.sum(
          tf.square(lstmSequence(input, { ...weights, recurrentKernel }, zero).output),
        ) as tf.Scalar;
      };
      expectGradientIsSlope(loss, [randomTensor([2, 8], random)], random);
    }));
});

/** The parameters with the masks of {@link training} on their recurrent kernels, and those masks. */
function masked(arrays: Readonly<Record<string, NamedArray>>) {
  const masks: Record<string, Float32Array> = {};
  const changed = Object.entries(arrays).map(([name, array]): [string, NamedArray] => {
    const found = /^lstm\.(\d)\.(forward|backward)\.recurrentKernel$/.exec(name);
    if (found === null) return [name, array];
    const mask = maskOf(array.data.length, Number(found[1]), found[2] === "backward" ? 1 : 0);
    masks[name] = mask;
    return [name, { shape: array.shape, data: mask.map((factor, index) => factor * array.data[index]) }];
  });
  return { arrays: Object.fromEntries(changed), masks };
}

describe("a model's weight drop", () => {
  const options = { vocabularySize: 9, embeddingSize: 4, hiddenSizes: [5, 3] };
  const dropout = { recurrent: RATE };
  const inputs = Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 1);
  const texts = {
    inputs,
    targets: Int32Array.from(inputs, (id) => (3 * id) % 9),
    batchSize: 2,
    sequenceLength: 5,
  };
  const documents = { ...texts, labels: Int32Array.of(1, 0), lengths: Int32Array.of(5, 3) };

  test("is one mask for all steps: the model whose recurrent kernels lack those weights", async () => {
    const dropping = LanguageModel.create({ ...options, dropout }, { seed: 1 });
    const { arrays, masks } = masked(await modelArrays(dropping));
    expect(Object.keys(masks)).toHaveLength(2);
    const without = LanguageModel.fromParameters(options, arrays);
    const gradientsOf = (model: LanguageModel) => {
      const { value, grads } = tf.variableGrads(() => model.loss(texts, undefined, training).loss);
      const gradient = (name: string) => grads[model.parameters[name].name].dataSync();
      return { loss: value.dataSync(), gradient };
    };
    const [actual, expected] = [gradientsOf(dropping), gradientsOf(without)];
    expect(actual.loss).toBeAllClose(expected.loss, { relative: 1e-7 });
    for (const name of Object.keys(arrays)) {
      const gradient = expected.gradient(name);
      const kept = masks[name];
      expect(actual.gradient(name), name).toBeAllClose(
        kept === undefined ? gradient : gradient.map((value, index) => value * kept[index]),
      );
    }
  });

  test("is on both directions of a classifier", async () => {
    const settings = { ...options, classes: 2, bidirectional: true };
    const dropping = SequenceClassifier.create({ ...settings, dropout }, { seed: 1 });
    const { arrays, masks } = masked(await modelArrays(dropping));
    expect(Object.keys(masks)).toHaveLength(4);
    const without = SequenceClassifier.fromParameters(settings, arrays);
    const lossOf = (model: SequenceClassifier) => model.loss(documents, undefined, training).loss.dataSync();
    expect(lossOf(dropping)).toBeAllClose(lossOf(without), { relative: 1e-7 });
    const whole = SequenceClassifier.create(settings, { seed: 1 });
    expect(lossOf(dropping)).not.toEqual(lossOf(whole));
  });

  test("does nothing outside training", () => {
    const [dropping, without] = [dropout, {}].map((rates) =>
      LanguageModel.create({ ...options, dropout: rates }, { seed: 1 }),
    );
    const lossOf = (model: LanguageModel) => model.loss(texts, undefined, EVALUATION).loss.dataSync();
    expect(lossOf(dropping)).toEqual(lossOf(without));
  });

  test("leaves no tensor behind", async () => {
    const model = LanguageModel.create({ ...options, dropout }, { seed: 1 });
    await expectConstantTensors((step) => {
      const { value, grads } = tf.variableGrads(
        () => model.loss(texts, undefined, { ...training, step }).loss,
      );
      tf.dispose([value, grads]);
    });
  });
});
