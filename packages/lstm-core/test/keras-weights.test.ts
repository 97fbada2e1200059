import { readFileSync, writeFileSync } from "node:fs";
import { chooseBackend } from "@engram/backend";
import "@engram/test-utils";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  kerasArchitecture,
  kerasToParameters,
  LanguageModel,
  languageModelFromArrays,
  modelArrays,
  type NamedArray,
  parametersToKeras,
  SequenceClassifier,
} from "../src/index.ts";
import { exportKeras, importKeras } from "../src/node/index.ts";
import { readH5 } from "../src/node/read-h5.ts";
import {
  expectedNumbers,
  nextTokenPredictions,
  predictions,
  probabilities,
  scratch,
  unpacked,
} from "./weight-fixtures.ts";

await chooseBackend({ backend: "cpu" });

const CLASSIFIER = {
  vocabularySize: 7,
  embeddingSize: 3,
  hiddenSizes: [5, 4],
  classes: 3,
  bidirectional: true,
};

describe("importKeras computes what Keras computes", () => {
  test.each([
    "language-model.keras",
    "language-model.weights.h5",
    "language-model.h5",
    "language-model-weights.h5",
  ])("from %s", async (name) => {
    const model = languageModelFromArrays(await importKeras(unpacked(name)));
    expect(model.config).toMatchObject({
      vocabularySize: 7,
      embeddingSize: 3,
      hiddenSizes: [5, 4],
      tiedOutput: false,
    });
    expect(predictions(model, { softmax: true })).toBeAllClose(expectedNumbers("keras language model").data);
    model.dispose();
  });

  test("from a model of one-hot windows", async () => {
    const model = languageModelFromArrays(await importKeras(unpacked("one-hot.keras")));
    expect("embeddingSize" in model.config).toBe(false);
    expect(nextTokenPredictions(model)).toBeAllClose(expectedNumbers("keras one-hot").data);
    model.dispose();
  });

  test.each(["classifier.keras", "classifier.h5"])("from both directions in %s", async (name) => {
    const model = SequenceClassifier.fromParameters(CLASSIFIER, await importKeras(unpacked(name)));
    expect(probabilities(model)).toBeAllClose(expectedNumbers("keras classifier").data);
    model.dispose();
  });
});

// That Keras itself loads these files: node tools/export-weights.mjs, then tools/goldens/weights.py check.
describe("exportKeras writes what importKeras reads", () => {
  test.each([
    [
      "a language model",
      LanguageModel.create({ vocabularySize: 6, embeddingSize: 3, hiddenSizes: [4, 2, 5] }, { seed: 1 }),
    ],
    ["a one-hot language model", LanguageModel.create({ vocabularySize: 6, hiddenSizes: [4] }, { seed: 2 })],
    ["a classifier of both directions", SequenceClassifier.create(CLASSIFIER, { seed: 3 })],
  ])("of %s", async (_, model) => {
    const path = scratch("ours.weights.h5");
    await exportKeras(path, model);
    expect(await importKeras(path)).toEqual(await modelArrays(model));
  });

  test("of a tied output layer, as a layer of its own", async () => {
    const model = LanguageModel.create(
      { vocabularySize: 6, embeddingSize: 4, hiddenSizes: [4], tiedOutput: true },
      { seed: 1 },
    );
    await exportKeras(scratch("tied.weights.h5"), model);
    const free = languageModelFromArrays(await importKeras(scratch("tied.weights.h5")));
    expect(predictionsOf(free)).toBeAllClose(predictionsOf(model), { relative: 0 });
  });

  test("and refuses what Keras' layers cannot hold", async () => {
    const model = SequenceClassifier.create({ ...CLASSIFIER, pooling: "attention" }, { seed: 3 });
    await expect(exportKeras(scratch("a.weights.h5"), model)).rejects.toThrow(
      /exportKeras: .*a\.weights\.h5: parametersToKeras: expected an embedding, an LSTM and an output layer, got attention\.query/,
    );
    await expect(exportKeras(scratch("a.h5"), model)).rejects.toThrow(
      'expected a name that ends in ".weights.h5"',
    );
    expect(() => parametersToKeras({})).toThrow("parametersToKeras: expected an array embedding, got none");
  });

  function predictionsOf(model: LanguageModel): Float32Array {
    const { logits } = model.step([0, 1, 5], model.zeroState(3));
    return logits.dataSync() as Float32Array;
  }
});

describe("kerasArchitecture refuses", () => {
  const lstm = (change: object = {}) => ({
    class_name: "LSTM",
    config: {
      name: "lstm",
      activation: "tanh",
      recurrent_activation: "sigmoid",
      use_bias: true,
      go_backwards: false,
      return_sequences: true,
      ...change,
    },
  });
  const bidirectional = (change: object = {}) => ({
    class_name: "Bidirectional",
    config: {
      name: "b",
      merge_mode: "concat",
      layer: lstm(),
      backward_layer: lstm({ go_backwards: true }),
      ...change,
    },
  });
  const dense = (change: object = {}) => ({
    class_name: "Dense",
    config: { name: "dense", activation: "softmax", use_bias: true, ...change },
  });
  const sequential = (...layers: unknown[]) => ({ class_name: "Sequential", config: { layers } });

  test("nothing of a plain model", () => {
    const dropout = { class_name: "Dropout", config: { rate: 0.5 } };
    expect(
      kerasArchitecture(sequential(lstm(), dropout, lstm({ return_sequences: false }), dense())),
    ).toEqual([
      { className: "LSTM", name: "lstm", groups: ["layers/lstm/cell/vars"] },
      { className: "LSTM", name: "lstm", groups: ["layers/lstm_1/cell/vars"] },
      { className: "Dense", name: "dense", groups: ["layers/dense/vars"] },
    ]);
    expect(kerasArchitecture(sequential(bidirectional(), dense({ activation: "linear" })))).toHaveLength(2);
  });

  test.each<[string, unknown, string]>([
    [
      "hard_sigmoid",
      sequential(lstm({ recurrent_activation: "hard_sigmoid" })),
      'layer 0 (LSTM): expected recurrent_activation "sigmoid", got "hard_sigmoid"',
    ],
    [
      "another activation",
      sequential(lstm({ activation: "relu" })),
      'expected activation "tanh", got "relu"',
    ],
    [
      "a mask",
      sequential({ class_name: "Embedding", config: { name: "e", mask_zero: true } }),
      "layer 0 (Embedding): expected mask_zero false, got true",
    ],
    ["no bias", sequential(lstm({ use_bias: false })), "expected use_bias true, got false"],
    ["going backwards", sequential(lstm({ go_backwards: true })), "expected go_backwards false, got true"],
    [
      "a setting that is missing",
      sequential(lstm({ activation: undefined })),
      'expected activation "tanh", got undefined',
    ],
    [
      "an LSTM that hands on its last step only",
      sequential(lstm({ return_sequences: false }), lstm()),
      "layer 1 (LSTM): expected return_sequences true in the LSTM before it",
    ],
    [
      "directions that are added",
      sequential(bidirectional({ merge_mode: "sum" })),
      'expected merge_mode "concat", got "sum"',
    ],
    [
      "another backward layer",
      sequential(bidirectional({ backward_layer: lstm({ go_backwards: true, activation: "relu" }) })),
      'got "relu"',
    ],
    [
      "a GRU of both directions",
      sequential(bidirectional({ layer: { class_name: "GRU", config: {} } })),
      'expected an LSTM inside, got "GRU"',
    ],
    ["a GRU", sequential({ class_name: "GRU", config: {} }), 'got "GRU"'],
    [
      "a relu output",
      sequential(lstm(), dense({ activation: "relu" })),
      'expected activation "softmax" or "linear", got "relu"',
    ],
    ["an output without bias", sequential(dense({ use_bias: false })), "expected use_bias true, got false"],
    [
      "a functional model",
      { class_name: "Functional", config: { layers: [] } },
      'expected a Sequential model with a list of layers, got "Functional"',
    ],
    ["a model without layers", { class_name: "Sequential", config: {} }, "expected a Sequential model"],
    ["a layer that is none", sequential(null), "expected layer 0 to be an object, got null"],
    [
      "a layer without config",
      sequential({ class_name: "LSTM" }),
      "expected the config of layer 0 to be an object, got undefined",
    ],
    ["no object", "x", 'expected the config to be an object, got "x"'],
  ])("%s", (_, config, message) => {
    expect(() => kerasArchitecture(config)).toThrow("kerasArchitecture: ");
    expect(() => kerasArchitecture(config)).toThrow(message);
  });
});

describe("kerasToParameters refuses", () => {
  const array = (...shape: number[]): NamedArray => ({
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
  });
  const embedding = { className: "Embedding" as const, weights: [array(7, 3)] };
  const lstm = { className: "LSTM" as const, weights: [array(3, 8), array(2, 8), array(8)] };
  const dense = { className: "Dense" as const, weights: [array(2, 7), array(7)] };

  test("nothing that fits", () => {
    expect(Object.keys(kerasToParameters([embedding, lstm, dense]))).toHaveLength(6);
  });

  test.each<[string, Parameters<typeof kerasToParameters>[0], string]>([
    ["no layers", [], "got no layers"],
    ["another order", [lstm, embedding, dense], "got LSTM Embedding Dense"],
    ["no output", [embedding, lstm], "got Embedding LSTM"],
    [
      "both kinds of LSTM",
      [lstm, { className: "Bidirectional", weights: [...lstm.weights, ...lstm.weights] }, dense],
      "got LSTM Bidirectional Dense",
    ],
    [
      "an input of another width",
      [{ ...embedding, weights: [array(7, 4)] }, lstm, dense],
      "expected LSTM 0 kernel [4,8], got [3,8]",
    ],
    [
      "gates that are no four",
      [embedding, { ...lstm, weights: [array(3, 9), array(2, 9), array(9)] }, dense],
      "expected LSTM 0 kernel [3,8], got [3,9]",
    ],
    [
      "a missing bias",
      [embedding, { ...lstm, weights: lstm.weights.slice(0, 2) }, dense],
      "expected 3 arrays of LSTM 0, got 2",
    ],
    [
      "a short bias",
      [embedding, { ...lstm, weights: [array(3, 8), array(2, 8), array(4)] }, dense],
      "expected LSTM 0 bias [8], got [4]",
    ],
    [
      "an output of another width",
      [embedding, lstm, { ...dense, weights: [array(3, 7), array(7)] }],
      "expected Dense kernel [2,7], got [3,7]",
    ],
    [
      "a Dense of three arrays",
      [embedding, lstm, { ...dense, weights: [array(2, 7), array(7), array(7)] }],
      "expected kernel, bias of Dense, got 3 arrays",
    ],
    [
      "a wrong rank",
      [embedding, lstm, { ...dense, weights: [array(14), array(7)] }],
      "expected kernel float32 with 2 dimensions, got Float32Array [14]",
    ],
  ])("%s", (_, layers, message) => {
    expect(() => kerasToParameters(layers)).toThrow("kerasToParameters: ");
    expect(() => kerasToParameters(layers)).toThrow(message);
  });
});

describe("importKeras names the file", () => {
  const write = (bytes: Uint8Array) => {
    writeFileSync(scratch("bad"), bytes);
    return scratch("bad");
  };

  test("that is not there, empty, or of another format", async () => {
    await expect(importKeras(scratch("none"))).rejects.toThrow(/^importKeras: .*none: ENOENT/);
    await expect(importKeras(write(new Uint8Array()))).rejects.toThrow(
      /^importKeras: .*bad: expected an HDF5 file/,
    );
    await expect(importKeras(write(new TextEncoder().encode("PK\x03\x04")))).rejects.toThrow(
      /^importKeras: .*bad: /,
    );
    await expect(importKeras(write(new Uint8Array(1000)))).rejects.toThrow(
      "expected an HDF5 file, got a damaged or another one",
    );
  });

  test("that keeps the library busy for too long", async () => {
    const bytes = readFileSync(unpacked("language-model.h5"));
    await expect(readH5(bytes, { timeLimitSeconds: 0 })).rejects.toThrow("it could not be read in 0 s");
  });

  test.each(["language-model.keras", "language-model.h5"])(
    "%s that is damaged, or reads it",
    async (name) => {
      const bytes = readFileSync(unpacked(name));
      const change = fc.record({ at: fc.nat(bytes.length - 1), value: fc.nat(255) });
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { minLength: 1, maxLength: 30 }),
          fc.nat(bytes.length),
          async (changes, length) => {
            const damaged = Uint8Array.from(bytes);
            for (const { at, value } of changes) damaged[at] = value;
            await importKeras(write(length % 4 === 0 ? damaged.subarray(0, length) : damaged)).catch(
              (error: Error) => {
                expect(error.message).toMatch(/^importKeras: .*bad: /);
              },
            );
          },
        ),
        { numRuns: 25 },
      );
      // What a damaged file leaves behind must not spoil the next one.
      expect(Object.keys(await importKeras(unpacked(name)))).toHaveLength(9);
    },
  );
});
