import { readFileSync, writeFileSync } from "node:fs";
import { chooseBackend } from "@engram/backend";
import "@engram/test-utils";
import { describe, expect, test } from "vitest";
import {
  decodeSafetensors,
  encodeSafetensors,
  LanguageModel,
  languageModelFromArrays,
  lstmWeightsToTorch,
  modelArrays,
  type NamedArray,
  parametersToTorch,
  SequenceClassifier,
  torchToLstmWeights,
  torchToParameters,
} from "../src/index.ts";
import { exportTorch, importTorch } from "../src/node/index.ts";
import {
  expectedNumbers,
  expectedTypes,
  fixture,
  predictions,
  probabilities,
  scratch,
} from "./weight-fixtures.ts";

await chooseBackend({ backend: "cpu" });

const NAMES = { embedding: "encoder.", lstm: "rnn.", output: "decoder." };
const CLASSIFIER = {
  vocabularySize: 7,
  embeddingSize: 3,
  hiddenSizes: [4, 4],
  classes: 3,
  bidirectional: true,
};

describe("importTorch computes what PyTorch computes", () => {
  test("of two layers, by names of their own", async () => {
    const model = languageModelFromArrays(
      await importTorch(fixture("torch-language-model.safetensors"), NAMES),
    );
    expect(model.config).toMatchObject({
      vocabularySize: 7,
      embeddingSize: 3,
      hiddenSizes: [5, 5],
      tiedOutput: false,
    });
    expect(predictions(model, { softmax: false })).toBeAllClose(expectedNumbers("torch language-model").data);
    model.dispose();
  });

  test("of an output layer tied to the embedding", async () => {
    const model = languageModelFromArrays(await importTorch(fixture("torch-tied.safetensors")));
    expect(model.config.tiedOutput).toBe(true);
    expect(predictions(model, { softmax: false })).toBeAllClose(expectedNumbers("torch tied").data);
    model.dispose();
  });

  test("of a list of LSTMs, whose hidden sizes differ", async () => {
    const parameters = await importTorch(fixture("torch-list.safetensors"));
    const model = SequenceClassifier.fromParameters({ ...CLASSIFIER, hiddenSizes: [5, 4] }, parameters);
    expect(probabilities(model)).toBeAllClose(expectedNumbers("torch list").data);
    model.dispose();
  });

  test("of both directions", async () => {
    const model = SequenceClassifier.fromParameters(
      CLASSIFIER,
      await importTorch(fixture("torch-classifier.safetensors")),
    );
    expect(probabilities(model)).toBeAllClose(expectedNumbers("torch classifier").data);
    model.dispose();
  });
});

// That PyTorch itself loads these files: node tools/export-weights.mjs, then tools/goldens/weights.py check.
describe("what was imported goes back", () => {
  test.each([
    ["torch-language-model", NAMES],
    ["torch-classifier", {}],
    ["torch-list", {}],
  ])("to the arrays of %s, its two biases added", (name, names) => {
    const { arrays } = decodeSafetensors(readFileSync(fixture(`${name}.safetensors`)));
    const back = parametersToTorch(torchToParameters(arrays, names), names);
    expect(Object.keys(back).sort()).toEqual(Object.keys(arrays).sort());
    for (const [key, { shape, data }] of Object.entries(arrays)) {
      expect(back[key].shape, key).toEqual(shape);
      if (!/bias_[ih]h/.test(key)) expect(back[key].data, key).toEqual(data);
      if (/bias_hh/.test(key)) expect(back[key].data, key).toEqual(new Float32Array(data.length));
    }
  });

  test.each([
    [
      "a language model",
      LanguageModel.create({ vocabularySize: 6, embeddingSize: 3, hiddenSizes: [4, 2] }, { seed: 1 }),
    ],
    ["a one-hot language model", LanguageModel.create({ vocabularySize: 6, hiddenSizes: [4] }, { seed: 2 })],
    ["a classifier of both directions", SequenceClassifier.create(CLASSIFIER, { seed: 3 })],
  ])("from the file of %s", async (_, model) => {
    await exportTorch(scratch("ours.safetensors"), model, NAMES);
    expect(await importTorch(scratch("ours.safetensors"), NAMES)).toEqual(await modelArrays(model));
  });

  test("from a tied output layer, which gets a copy of the embedding", async () => {
    const model = LanguageModel.create(
      { vocabularySize: 6, embeddingSize: 4, hiddenSizes: [4], tiedOutput: true },
      { seed: 1 },
    );
    const torch = parametersToTorch(await modelArrays(model));
    expect(torch["output.weight"]).toEqual(torch["embedding.weight"]);
  });

  test("but not what PyTorch's layers cannot hold", async () => {
    const model = SequenceClassifier.create({ ...CLASSIFIER, pooling: "attention" }, { seed: 3 });
    await expect(exportTorch(scratch("a"), model)).rejects.toThrow(
      /^exportTorch: .*parametersToTorch: .* got attention\.query/,
    );
    expect(() => lstmWeightsToTorch({})).toThrow(
      "lstmWeightsToTorch: expected an array lstm.0.forward.recurrentKernel, got none",
    );
  });
});

describe("torchToLstmWeights", () => {
  const array = (...shape: number[]): NamedArray => ({
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
  });
  const lstm = {
    weight_ih_l0: array(8, 3),
    weight_hh_l0: array(8, 2),
    bias_ih_l0: array(8),
    bias_hh_l0: array(8),
  };
  const without = (name: string) => Object.fromEntries(Object.entries(lstm).filter(([key]) => key !== name));

  test("transposes matrices and adds biases", () => {
    const weights = torchToLstmWeights({
      weight_ih_l0: { shape: [4, 2], data: new Float32Array([1, 2, 3, 4, 5, 6, 7, 8]) },
      weight_hh_l0: { shape: [4, 1], data: new Float32Array([1, 2, 3, 4]) },
      bias_ih_l0: { shape: [4], data: new Float32Array([1, 2, 3, 4]) },
      bias_hh_l0: { shape: [4], data: new Float32Array([10, 20, 30, 40]) },
    });
    expect(weights).toEqual({
      "lstm.0.forward.kernel": { shape: [2, 4], data: new Float32Array([1, 3, 5, 7, 2, 4, 6, 8]) },
      "lstm.0.forward.recurrentKernel": { shape: [1, 4], data: new Float32Array([1, 2, 3, 4]) },
      "lstm.0.forward.bias": { shape: [4], data: new Float32Array([11, 22, 33, 44]) },
    });
  });

  test.each<[string, Record<string, NamedArray>, string]>([
    ["nothing", {}, "expected an array weight_ih_l0, got none"],
    ["an LSTM without biases", without("bias_hh_l0"), "expected an array bias_hh_l0, got none"],
    [
      "a projection",
      { ...lstm, weight_hr_l0: array(1, 2) },
      "expected an LSTM without projection, got weight_hr_l0",
    ],
    [
      "a GRU",
      { ...lstm, weight_ih_l0: array(6, 3), weight_hh_l0: array(6, 2) },
      "expected weight_hh_l0 [8,2], got [6,2]",
    ],
    [
      "one direction in the second layer",
      { ...lstm, ...reversed(), weight_ih_l1: array(8, 4) },
      "expected an array weight_hh_l1, got none",
    ],
    [
      "integers",
      { ...lstm, bias_ih_l0: { shape: [8], data: new Int32Array(8) } },
      "expected bias_ih_l0 float32 with 1 dimensions, got Int32Array [8]",
    ],
    ["a short bias", { ...lstm, bias_ih_l0: array(4) }, "expected bias_ih_l0 [8], got [4]"],
  ])("refuses %s", (_, arrays, message) => {
    expect(() => torchToLstmWeights(arrays)).toThrow(`torchToLstmWeights: ${message}`);
  });

  function reversed() {
    return Object.fromEntries(Object.entries(lstm).map(([name, value]) => [`${name}_reverse`, value]));
  }
});

describe("importTorch names the file and", () => {
  const { arrays } = decodeSafetensors(readFileSync(fixture("torch-tied.safetensors")));
  const importing = (changed: Record<string, NamedArray>) => {
    writeFileSync(scratch("bad"), encodeSafetensors(changed));
    return importTorch(scratch("bad"));
  };

  test("what does not fit in it", async () => {
    await expect(importing({ ...arrays, "attention.weight": arrays["embedding.weight"] })).rejects.toThrow(
      /^importTorch: .*bad: torchToParameters: expected only .* got attention\.weight/,
    );
    await expect(importing({ ...arrays, "lstm.weight_ih_l7": arrays["lstm.weight_ih_l0"] })).rejects.toThrow(
      "got lstm.weight_ih_l7",
    );
    await expect(
      importing({ ...arrays, "output.bias": { shape: [3], data: new Float32Array(3) } }),
    ).rejects.toThrow("expected output.bias [7], got [3]");
    const { "embedding.weight": _, ...noEmbedding } = arrays;
    await expect(importing(noEmbedding)).rejects.toThrow("expected an array embedding.weight, got none");
    writeFileSync(scratch("bad"), "no safetensors");
    await expect(importTorch(scratch("bad"))).rejects.toThrow(/^importTorch: .*bad: decodeSafetensors: /);
    await expect(importTorch(scratch("none"))).rejects.toThrow(/^importTorch: .*none: ENOENT/);
  });

  test("languageModelFromArrays says what is no language model", async () => {
    const both = await importTorch(fixture("torch-classifier.safetensors"));
    expect(() => languageModelFromArrays(both)).toThrow(
      /expected (no parameter lstm\.0\.backward|lstm\.1\.forward\.kernel)/,
    );
    expect(() => languageModelFromArrays({})).toThrow(
      "languageModelFromArrays: expected an array lstm.0.forward.recurrentKernel",
    );
  });
});

test("decodeSafetensors reads every type of a file by the Python package", () => {
  const { arrays, metadata } = decodeSafetensors(readFileSync(fixture("types.safetensors")));
  expect(metadata).toEqual({ "made by": "safetensors, ünïcödé" });
  expect(Object.keys(arrays).sort()).toEqual(["BF16", "F16", "F32", "F64", "I32", "I64", "empty", "scalar"]);
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    expect(shape).toEqual(expectedTypes[name].shape);
    const numbers = expectedTypes[name].data;
    expect(data, name).toEqual(name.startsWith("I") ? Int32Array.from(numbers) : Float32Array.from(numbers));
  }
});
