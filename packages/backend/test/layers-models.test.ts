import "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import {
  input,
  type LayersModel,
  layers,
  model,
  type Sequential,
  type SymbolicTensor,
  sequential,
} from "@tensorflow/tfjs-layers";
import { describe, expect, test } from "vitest";
import { ENGRAMS, on } from "./support/every-engram.ts";

const [BATCH, TIME, VOCABULARY, CLASSES] = [8, 6, 11, 3];

/** Ids and classes that have something to do with each other. */
function data() {
  const ids = Array.from(
    { length: BATCH * TIME },
    (_, index) => 1 + ((index * index + 3 * index) % (VOCABULARY - 1)),
  );
  const classes = Array.from(
    { length: BATCH },
    (_, row) => (ids[row * TIME] + ids[row * TIME + 1]) % CLASSES,
  );
  return {
    x: tf.tensor2d(ids, [BATCH, TIME]),
    y: tf.oneHot(tf.tensor1d(classes, "int32"), CLASSES),
  };
}

/** Scaled dot-product attention of a sequence to itself: [B,T,E] -> [B,T,E]. */
class SelfAttention extends layers.Layer {
  static className = "SelfAttention";
  override computeOutputShape(shape: Parameters<layers.Layer["computeOutputShape"]>[0]) {
    return shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      const scores = tf.div(tf.matMul(x, x, false, true), Math.sqrt(x.shape[2]));
      return tf.matMul(tf.softmax(scores), x);
    });
  }
}

const embedding = () => layers.embedding({ inputDim: VOCABULARY, outputDim: 5, inputLength: TIME });
const dense = () => layers.dense({ units: CLASSES, activation: "softmax" });
const stack = (...between: layers.Layer[]) => sequential({ layers: [embedding(), ...between, dense()] });

const MODELS: Record<string, () => Sequential | LayersModel> = {
  lstm: () => stack(layers.lstm({ units: 4 })),
  "two lstm layers with sigmoid gates": () =>
    stack(
      layers.lstm({ units: 4, returnSequences: true, recurrentActivation: "sigmoid" }),
      layers.lstm({ units: 3, recurrentActivation: "sigmoid" }),
    ),
  gru: () => stack(layers.gru({ units: 4 })),
  "simple rnn": () => stack(layers.simpleRNN({ units: 4 })),
  "bidirectional lstm": () =>
    stack(layers.bidirectional({ layer: layers.lstm({ units: 3 }), mergeMode: "concat" })),
  "dense layers": () =>
    stack(
      layers.flatten(),
      layers.dense({ units: 7, activation: "relu" }),
      layers.dense({ units: 5, activation: "elu" }),
    ),
  attention: () =>
    stack(
      layers.timeDistributed({ layer: layers.dense({ units: 5, activation: "tanh" }) }),
      new SelfAttention({}),
      layers.layerNormalization(),
      layers.globalMaxPooling1d({}),
    ),
  "convolution and pooling": () =>
    stack(
      layers.conv1d({ filters: 4, kernelSize: 3, activation: "relu" }),
      layers.globalAveragePooling1d({}),
    ),
  "batch normalization": () =>
    stack(layers.flatten(), layers.dense({ units: 6 }), layers.batchNormalization()),
  "two paths that are added": () => {
    const ids = input({ shape: [TIME] });
    const rows = embedding().apply(ids) as SymbolicTensor;
    const left = layers.lstm({ units: 4 }).apply(rows) as SymbolicTensor;
    const right = layers
      .dense({ units: 4, activation: "sigmoid" })
      .apply(layers.flatten().apply(rows)) as SymbolicTensor;
    return model({
      inputs: ids,
      outputs: dense().apply(layers.add().apply([left, right])) as SymbolicTensor,
    });
  },
};

const OPTIMIZERS = {
  adam: () => tf.train.adam(0.02),
  sgd: () => tf.train.sgd(0.1),
  rmsprop: () => tf.train.rmsprop(0.01),
};

/** Trains from given weights and tells what came of it. */
async function trained(build: () => LayersModel, optimizer: () => tf.Optimizer, first: Float32Array[]) {
  const { x, y } = data();
  const made = build();
  made.setWeights(made.getWeights().map((weight, index) => tf.tensor(first[index], weight.shape)));
  const before = (made.predict(x) as tf.Tensor).dataSync();
  made.compile({ optimizer: optimizer(), loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  const { history } = await made.fit(x, y, { epochs: 3, batchSize: 4, shuffle: false, verbose: 0 });
  const after = (made.predict(x) as tf.Tensor).dataSync();
  const weights = made.getWeights().map((weight) => weight.dataSync());
  made.dispose();
  return { before, after, weights, losses: history.loss as number[] };
}

/** Weights that do not depend on a backend's random numbers; variances and gains are about 1. */
function firstWeights(build: () => LayersModel): Float32Array[] {
  return build().weights.map(({ shape, name }, index) =>
    Float32Array.from({ length: tf.util.sizeFromShape(shape as number[]) }, (_, place) => {
      const value = 0.5 * Math.sin(7 * (place + 1) + 3 * index);
      return /variance|gamma/.test(name) ? 1 + Math.abs(value) : value;
    }),
  );
}

describe.each(ENGRAMS)("a model of tf.layers on %s", (backend) => {
  test.each(Object.entries(MODELS))("%s: predicts and trains as on cpu", async (_, build) => {
    const first = await on("cpu", () => firstWeights(build));
    const expected = await on("cpu", () => trained(build, OPTIMIZERS.sgd, first));
    const actual = await on(backend, () => trained(build, OPTIMIZERS.sgd, first));
    expect(expected.losses[2]).toBeLessThan(expected.losses[0]);
    expect(actual.before).toBeAllClose(expected.before);
    expect(actual.losses).toBeAllClose(expected.losses, { relative: 1e-4 });
    expect(actual.after).toBeAllClose(expected.after, { relative: 1e-4 });
    for (const [index, weight] of actual.weights.entries()) {
      expect(weight).toBeAllClose(expected.weights[index], { relative: 1e-4 });
    }
  });

  test.each(Object.entries(OPTIMIZERS))("with %s", async (_, optimizer) => {
    const first = await on("cpu", () => firstWeights(MODELS.lstm));
    const expected = await on("cpu", () => trained(MODELS.lstm, optimizer, first));
    const actual = await on(backend, () => trained(MODELS.lstm, optimizer, first));
    expect(actual.losses).toBeAllClose(expected.losses, { relative: 1e-3 });
    expect(actual.after).toBeAllClose(expected.after, { relative: 1e-3 });
  });

  test("trains in a constant number of tensors and of bytes in the heap", () =>
    on(backend, async () => {
      const { x, y } = data();
      const made = MODELS.lstm();
      made.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy" });
      const use = () => {
        const { numTensors, heap } = tf.memory() as tf.MemoryInfo & { heap: { bytesInUse: number } };
        return { numTensors, bytes: heap.bytesInUse };
      };
      const step = async () => {
        await made.trainOnBatch(x, y);
        tf.dispose(made.predict(x));
      };
      await step();
      await step();
      const before = use();
      for (let count = 0; count < 5; count++) await step();
      expect(use()).toEqual(before);
    }));
});
