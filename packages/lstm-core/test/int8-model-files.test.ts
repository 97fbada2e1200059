import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import {
  decodeSafetensors,
  encodeSafetensors,
  LanguageModel,
  type ModelFiles,
  modelArrays,
  modelFromFiles,
  modelToFiles,
  type NamedArray,
  SequenceClassifier,
} from "../src/index.ts";
import { loadModelFolder, saveModelFolder } from "../src/node/index.ts";
import "./backends.ts";

const root = mkdtempSync(join(tmpdir(), "engram-int8-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const HEADER_BYTES = 4_000;
const model = SequenceClassifier.create(
  {
    vocabularySize: 200,
    embeddingSize: 32,
    hiddenSizes: [48, 40],
    classes: 3,
    pooling: "concat",
    truncation: 6,
  },
  { seed: 2 },
);
const parameterCount = Object.values(model.parameters).reduce((sum, { size }) => sum + size, 0);
const batch = {
  inputs: Int32Array.from({ length: 8 * 12 }, (_, index) => (index * index * 7 + index) % 200),
  batchSize: 8,
  sequenceLength: 12,
};
const probabilities = (some: SequenceClassifier) => some.probabilities(batch).dataSync();

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const configOf = (files: ModelFiles) => JSON.parse(new TextDecoder().decode(files["config.json"]));
const withConfig = (files: ModelFiles, change: object): ModelFiles => ({
  ...files,
  "config.json": text({ ...configOf(files), ...change }),
});
/** The files with other weights, whose hash the config names. */
const withWeights = (files: ModelFiles, arrays: Record<string, NamedArray>): ModelFiles => {
  const weights = encodeSafetensors(arrays);
  const hash = bytesToHex(sha256(weights));
  return withConfig({ ...files, "model.safetensors": weights }, { sha256: { "model.safetensors": hash } });
};

describe("a model kept as int8", () => {
  test("takes a little more than a quarter of the bytes", async () => {
    const int8 = (await modelToFiles(model, { precision: "int8" }))["model.safetensors"].length;
    const float32 = (await modelToFiles(model))["model.safetensors"].length;
    expect(float32).toBeGreaterThan(4 * parameterCount);
    const rows = Object.values(model.parameters)
      .filter(({ rank }) => rank === 2)
      .reduce((sum, { shape }) => sum + shape[0], 0);
    const biases = Object.values(model.parameters)
      .filter(({ rank }) => rank === 1)
      .reduce((sum, { size }) => sum + size, 0);
    const numbers = parameterCount + 3 * biases + 4 * rows;
    expect(int8).toBeGreaterThan(numbers);
    expect(int8).toBeLessThan(numbers + HEADER_BYTES);
  });

  test("predicts what it did within 0.01, from memory and from a folder", async () => {
    const files = await modelToFiles(model, { precision: "int8", tokenizerJson: { a: 1 } });
    expect(configOf(files).precision).toBe("int8");
    const { model: loaded, tokenizerJson } = modelFromFiles(files);
    expect(tokenizerJson).toEqual({ a: 1 });
    expect(loaded.config).toEqual(model.config);
    const [expected, actual] = [probabilities(model), probabilities(loaded as SequenceClassifier)];
    expect(actual).toBeAllClose(expected, { relative: 0.01 });
    expect(actual).not.toEqual(expected);

    const directory = join(root, "int8");
    await saveModelFolder(directory, { model, precision: "int8" });
    expect(statSync(join(directory, "model.safetensors")).size).toBe(files["model.safetensors"].length);
    const folder = (await loadModelFolder(directory)).model;
    expect(await modelArrays(folder)).toEqual(await modelArrays(loaded));
  });

  test("saved again as float32 predicts the same exactly", async () => {
    const { model: once } = modelFromFiles(await modelToFiles(model, { precision: "int8" }));
    const { model: twice } = modelFromFiles(await modelToFiles(once));
    expect(probabilities(twice as SequenceClassifier)).toEqual(probabilities(once as SequenceClassifier));
  });

  test("is refused with a weight that is not finite", async () => {
    const broken = LanguageModel.create({ vocabularySize: 3, hiddenSizes: [2] }, { seed: 0 });
    const arrays = await modelArrays(broken);
    arrays["output.kernel"].data[0] = Number.NaN;
    const wrong = LanguageModel.fromParameters(broken.config, arrays);
    await expect(modelToFiles(wrong, { precision: "int8" })).rejects.toThrow(
      "expected finite weights in output.kernel, got NaN",
    );
  });
});

test("another precision is none that a model is kept in", async () => {
  const precision = "int4" as unknown as "int8";
  await expect(modelToFiles(model, { precision })).rejects.toThrow(
    'modelToFiles: expected precision "float32" or "int8", got "int4"',
  );
});

describe("files of int8 that are not a model's", () => {
  test("of another precision than the config says are refused", async () => {
    const int8 = await modelToFiles(model, { precision: "int8" });
    const { precision: _, ...unsaid } = configOf(int8);
    for (const config of [unsaid, { ...unsaid, precision: "float32" }]) {
      expect(() => modelFromFiles({ ...int8, "config.json": text(config) })).toThrow(
        /model\.safetensors: expected \d+ bytes of parameters/,
      );
    }
    const float32 = withConfig(await modelToFiles(model), { precision: "int8" });
    expect(() => modelFromFiles(float32)).toThrow("modelFromFiles: model.safetensors: expected");
  });

  test.each(["int4", "INT8", "", null, 8, ["int8"]])(
    "with the precision %j are refused",
    async (precision) => {
      const files = withConfig(await modelToFiles(model, { precision: "int8" }), { precision });
      expect(() => modelFromFiles(files)).toThrow(
        `modelFromFiles: config.json: expected precision "float32" or "int8", got ${JSON.stringify(precision)}`,
      );
    },
  );

  test("without scales, with too few, or of another kind are refused by the array's name", async () => {
    const files = await modelToFiles(model, { precision: "int8" });
    const { arrays } = decodeSafetensors(files["model.safetensors"]);
    const { "embedding.scales": scales, ...others } = arrays;
    const short = { shape: [199], data: scales.data.slice(1) };
    const filler = { shape: [scales.data.length], data: scales.data };
    const refused = (changed: Record<string, NamedArray>, message: string) =>
      expect(() => modelFromFiles(withWeights(files, changed))).toThrow(message);
    refused({ ...others, filler }, "expected embedding.scales to be float32 [200], got none");
    refused({ ...others, filler, "embedding.scales": short }, "got Float32Array [199]");
    refused({ ...arrays, "output.bias.scales": filler }, "expected no parameter output.bias.scales");
    const wide = { shape: [200, 32], data: new Float32Array(200 * 32) };
    refused({ ...arrays, embedding: wide }, "expected embedding [200,32] to be int8, got Float32Array");
  });

  test("cut or changed anywhere name the file", async () => {
    const files = await modelToFiles(model, { precision: "int8" });
    const weights = files["model.safetensors"];
    fc.assert(
      fc.property(fc.nat(weights.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const cut = { ...files, "model.safetensors": weights.slice(0, at) };
        expect(() => modelFromFiles(cut)).toThrow("modelFromFiles: model.safetensors: expected");
        const changed = weights.slice();
        changed[at] ^= flip;
        expect(() => modelFromFiles({ ...files, "model.safetensors": changed })).toThrow(
          "modelFromFiles: model.safetensors: expected the SHA-256",
        );
      }),
      { numRuns: 60 },
    );
  });
});

test("float32 weights are the bytes that they were before there was int8, and the config names no precision", async () => {
  const counted = (shape: number[], step: number) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return { shape, data: Float32Array.from({ length }, (_, index) => step + index / 8) };
  };
  const fixed = LanguageModel.fromParameters(
    { vocabularySize: 3, embeddingSize: 2, hiddenSizes: [2] },
    {
      embedding: counted([3, 2], 1),
      "lstm.0.forward.kernel": counted([2, 8], 2),
      "lstm.0.forward.recurrentKernel": counted([2, 8], 3),
      "lstm.0.forward.bias": counted([8], 4),
      "output.kernel": counted([2, 3], 5),
      "output.bias": counted([3], 6),
    },
  );
  const files = await modelToFiles(fixed);
  expect(await modelToFiles(fixed, { precision: "float32" })).toEqual(files);
  // Of the commit before int8 files came in.
  expect(bytesToHex(sha256(files["model.safetensors"]))).toBe(
    "77d36081ab9065547b380d3bda23a2c5e686e3c3d699b8bda2ee1b6849f06947",
  );
  expect(Object.keys(configOf(files))).toEqual(["format", "version", "type", "config", "sha256"]);
});
