import { Random } from "@engram/random";
import * as tf from "@tensorflow/tfjs-core";
import {
  input as layerInput,
  layers,
  model as layersModel,
  loadLayersModel,
  sequential,
} from "@tensorflow/tfjs-layers";
import { describe, expect, test } from "vitest";
import { type EngramLstmArgs, engramLstm, loadLstmsAsEngram } from "../src/index.ts";
import { BACKENDS, onBackend } from "./backends.ts";
import { randomTensor } from "./finite-differences.ts";

const [BATCH, TIME, INPUT, UNITS] = [4, 5, 3, 2];
const FUSED = BACKENDS.filter((name) => name === "cpu" || name.startsWith("engram"));

/** Both layers with the same random weights. */
function pair(args: Partial<EngramLstmArgs>) {
  const all = { units: UNITS, batchInputShape: [BATCH, TIME, INPUT], ...args };
  const plain = layers.lstm({ ...all, recurrentActivation: "sigmoid" });
  const fused = engramLstm({ ...all });
  const random = new Random(1);
  for (const layer of [plain, fused]) layer.build([BATCH, TIME, INPUT]);
  const weights = plain.getWeights().map(({ shape }) => randomTensor(shape, random));
  for (const layer of [plain, fused]) layer.setWeights(weights);
  return { plain, fused };
}

function expectSame(actual: tf.Tensor | tf.Tensor[], expected: tf.Tensor | tf.Tensor[]) {
  const [ours, theirs] = [actual, expected].map((made) => (Array.isArray(made) ? made : [made]));
  expect(ours.map(({ shape }) => shape)).toEqual(theirs.map(({ shape }) => shape));
  for (const [index, tensor] of ours.entries())
    expect(tensor.dataSync()).toBeAllClose(theirs[index].dataSync());
}

/** Padding behind, padding before, a hole, and nothing at all. */
const MASK = [
  [1, 1, 1, 0, 0],
  [0, 0, 1, 1, 1],
  [1, 0, 1, 0, 1],
  [0, 0, 0, 0, 0],
];

describe.each(FUSED)("engramLstm on %s gives what tf.layers.lstm gives", (backend) => {
  test.each([
    {},
    { returnSequences: true },
    { returnState: true },
    { returnSequences: true, returnState: true, goBackwards: true },
    { goBackwards: true },
    { useBias: false },
    { unitForgetBias: true, kernelInitializer: "heNormal" },
  ] as Partial<EngramLstmArgs>[])("with %j", (args) =>
    onBackend(backend, () => {
      const { plain, fused } = pair(args);
      const random = new Random(2);
      const x = randomTensor([BATCH, TIME, INPUT], random);
      const initialState = [0, 1].map(() => randomTensor([BATCH, UNITS], random));
      const mask = tf.tensor2d(MASK);
      for (const kwargs of [{}, { initialState }, { mask }, { mask, initialState }]) {
        expectSame(fused.call(x, kwargs), plain.call(x, kwargs));
      }
    }),
  );

  test("and the same gradients, by the input, the states and the weights, with and without a mask", () =>
    onBackend(backend, () => {
      const { plain, fused } = pair({ returnSequences: true, goBackwards: true });
      const random = new Random(3);
      const shapes = [
        [BATCH, TIME, INPUT],
        [BATCH, UNITS],
        [BATCH, UNITS],
      ];
      const given = shapes.map((shape) => randomTensor(shape, random));
      const factors = randomTensor([BATCH, TIME, UNITS], random);
      for (const mask of [undefined, tf.tensor2d(MASK)]) {
        const grads = [fused, plain].map((layer) => {
          const loss = (x: tf.Tensor, ...initialState: tf.Tensor[]) =>
            tf.sum(tf.mul(layer.call(x, { initialState, ...(mask && { mask }) }) as tf.Tensor, factors));
          const byWeights = tf.variableGrads(() => loss(given[0], given[1], given[2]) as tf.Scalar).grads;
          const weights = layer.trainableWeights.map(
            (weight) => byWeights[(weight.read() as tf.Variable).name],
          );
          return [...tf.grads(loss)(given), ...weights];
        });
        expectSame(grads[0], grads[1]);
      }
    }));

  test("over batches that carry the state", () =>
    onBackend(backend, () => {
      const { plain, fused } = pair({ stateful: true });
      const random = new Random(4);
      for (let call = 0; call < 3; call++) {
        const x = randomTensor([BATCH, TIME, INPUT], random);
        expectSame(fused.call(x, {}), plain.call(x, {}));
      }
      for (const layer of [plain, fused]) layer.resetStates();
      const x = randomTensor([BATCH, TIME, INPUT], random);
      expectSame(fused.call(x, {}), plain.call(x, {}));
    }));

  test("in a model with an embedding that masks, both directions and dense, trained and saved", () =>
    onBackend(backend, async () => {
      const build = (lstm: (args: EngramLstmArgs) => ReturnType<typeof layers.lstm>) =>
        sequential({
          layers: [
            layers.embedding({ inputDim: 7, outputDim: INPUT, maskZero: true, inputLength: TIME }),
            layers.bidirectional({
              layer: lstm({ units: UNITS, returnSequences: true, recurrentActivation: "sigmoid" }),
              mergeMode: "concat",
            }),
            lstm({ units: UNITS, recurrentActivation: "sigmoid" }),
            layers.dense({ units: 2, activation: "softmax" }),
          ],
        });
      const [plain, fused] = [build((args) => layers.lstm(args)), build(engramLstm)];
      fused.setWeights(plain.getWeights());
      const ids = tf.tensor2d([1, 2, 3, 0, 0, 4, 5, 6, 1, 2, 0, 0, 3, 4, 5, 6, 5, 0, 2, 1], [BATCH, TIME]);
      const targets = tf.tensor2d([1, 0, 0, 1, 1, 0, 0, 1], [BATCH, 2]);
      for (const model of [plain, fused]) {
        model.compile({ optimizer: tf.train.sgd(0.5), loss: "categoricalCrossentropy" });
        await model.fit(ids, targets, { epochs: 3, shuffle: false, verbose: 0 });
      }
      expectSame(fused.predict(ids), plain.predict(ids));
      expectSame(fused.getWeights(), plain.getWeights());

      // A model of tf.layers, loaded onto the fused kernels; and one of ours.
      const stop = loadLstmsAsEngram();
      const loaded = await Promise.all([plain, fused].map(saveAndLoad));
      stop();
      for (const model of loaded) {
        expect(model.layers.map((layer) => layer.getClassName())).toEqual([
          "Embedding",
          "Bidirectional",
          "EngramLSTM",
          "Dense",
        ]);
        expectSame(model.predict(ids), plain.predict(ids));
      }
      expect((await saveAndLoad(plain)).layers[2].getClassName()).toBe("LSTM");
    }));

  test("with first states from another layer, as in an encoder and a decoder", () =>
    onBackend(backend, () => {
      const x = layerInput({ shape: [TIME, INPUT] });
      const build = (lstm: (args: EngramLstmArgs) => ReturnType<typeof layers.lstm>) => {
        const common = { units: UNITS, recurrentActivation: "sigmoid" as const };
        const [, ...state] = lstm({ ...common, returnState: true }).apply(x) as ReturnType<
          typeof layerInput
        >[];
        const decoded = lstm({ ...common, returnSequences: true }).apply([x, ...state]);
        return layersModel({ inputs: x, outputs: decoded as ReturnType<typeof layerInput> });
      };
      const [plain, fused] = [build((args) => layers.lstm(args)), build(engramLstm)];
      fused.setWeights(plain.getWeights());
      const values = randomTensor([BATCH, TIME, INPUT], new Random(5));
      expectSame(fused.predict(values), plain.predict(values));
    }));

  test("in a constant number of tensors, dropout included", () =>
    onBackend(backend, () => {
      const { fused } = pair({ returnSequences: true, dropout: 0.5 });
      const x = randomTensor([BATCH, TIME, INPUT], new Random(6));
      const mask = tf.tensor2d(MASK);
      const step = () =>
        tf.dispose(tf.variableGrads(() => tf.sum(fused.call(x, { mask, training: true }) as tf.Tensor)));
      step();
      const before = tf.memory().numTensors;
      for (let count = 0; count < 3; count++) step();
      expect(tf.memory().numTensors).toBe(before);
    }));
});

async function saveAndLoad(model: ReturnType<typeof sequential>) {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    },
  });
  return loadLayersModel({ load: async () => saved as tf.io.ModelArtifacts });
}

test("dropout drops whole inputs of a row, the same in all its steps, and only in training", () => {
  const { fused, plain } = pair({ dropout: 0.5, returnSequences: true });
  const x = randomTensor([BATCH, TIME, INPUT], new Random(7));
  expectSame(fused.call(x, { training: false }), plain.call(x, { training: false }));
  const different = tf.sub(fused.call(x, { training: true }) as tf.Tensor, fused.call(x, {}) as tf.Tensor);
  expect(tf.max(tf.abs(different)).dataSync()[0]).toBeGreaterThan(0.01);
});

test("a saved LSTM with hardSigmoid is loaded as tf.layers' own", async () => {
  const model = sequential({ layers: [layers.lstm({ units: 2, inputShape: [TIME, INPUT] })] });
  const stop = loadLstmsAsEngram();
  const loaded = await saveAndLoad(model);
  stop();
  expect(loaded.layers[0].getClassName()).toBe("LSTM");
});

test.each([
  [{ activation: "relu" }, "engramLstm: expected activation tanh, got relu"],
  [
    { recurrentActivation: "hardSigmoid" },
    "engramLstm: expected recurrentActivation sigmoid, got hardSigmoid",
  ],
  [{ recurrentDropout: 0.1 }, "engramLstm: expected recurrentDropout 0, got 0.1"],
] as [Partial<EngramLstmArgs>, string][])("%j is refused", (args, message) => {
  expect(() => engramLstm({ units: 2, ...args })).toThrow(message);
});
