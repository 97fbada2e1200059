#!/usr/bin/env node
/*
 * Writes models of ours as the files of Keras and PyTorch, and what they compute, for these libraries to check.
 *
 *   pnpm build && node tools/export-weights.mjs DIR && python tools/goldens/weights.py check DIR
 *
 * The sizes and token ids are those of tools/goldens/weights.py; the parameters are new random ones.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const lstmCore = fileURLToPath(new URL("../packages/lstm-core/", import.meta.url));
if (folder === undefined) throw new Error("usage: node tools/export-weights.mjs DIR");
if (!existsSync(join(lstmCore, "dist", "index.js")))
  throw new Error("export-weights: run `pnpm build` first");

// As @engram/lstm-core sees them, so that there is one copy of TensorFlow.js.
const require = createRequire(join(lstmCore, "dist", "index.js"));
const tf = require("@tensorflow/tfjs-core");
const { chooseBackend } = require("@engram/backend");
const built = (name) => import(pathToFileURL(join(lstmCore, "dist", name)).href);
const { encodeSafetensors, LanguageModel, modelArrays, SequenceClassifier } = await built("index.js");
const { exportKeras, exportTorch } = await built("node.js");

mkdirSync(folder, { recursive: true });
await chooseBackend({ backend: "cpu" });
const fixtures = join(lstmCore, "test", "fixtures", "weights", "expected.json");
const { tokenIds } = JSON.parse(readFileSync(fixtures, "utf8"));
const [batchSize, sequenceLength] = tokenIds.shape;
const inputs = Int32Array.from(tokenIds.data);
const expected = {};

const sizes = { vocabularySize: 7, embeddingSize: 3 };
const language = LanguageModel.create({ ...sizes, hiddenSizes: [5, 4] }, { seed: 1 });
await exportKeras(join(folder, "language-model.weights.h5"), language);
expected["keras language-model"] = numbers(tf.softmax(logits(language)));

const equalLayers = LanguageModel.create({ ...sizes, hiddenSizes: [5, 5] }, { seed: 2 });
await exportTorch(join(folder, "torch-language-model.safetensors"), equalLayers, {
  embedding: "encoder.",
  lstm: "rnn.",
  output: "decoder.",
});
expected["torch language-model"] = numbers(logits(equalLayers));

const tied = LanguageModel.create(
  { vocabularySize: 7, embeddingSize: 4, hiddenSizes: [4], tiedOutput: true },
  { seed: 3 },
);
await exportTorch(join(folder, "torch-tied.safetensors"), tied);
expected["torch tied"] = numbers(logits(tied));

const classifier = (hiddenSizes) =>
  SequenceClassifier.create({ ...sizes, hiddenSizes, classes: 3, bidirectional: true }, { seed: 4 });
for (const [name, write, model] of [
  [
    "keras classifier",
    (model) => exportKeras(join(folder, "classifier.weights.h5"), model),
    classifier([5, 4]),
  ],
  [
    "torch classifier",
    (model) => exportTorch(join(folder, "torch-classifier.safetensors"), model),
    classifier([4, 4]),
  ],
  ["torch list", (model) => exportTorch(join(folder, "torch-list.safetensors"), model), classifier([5, 4])],
]) {
  await write(model);
  expected[name] = numbers(model.probabilities({ inputs, batchSize, sequenceLength }));
}

const arrays = {
  ...(await modelArrays(language)),
  integers: { shape: [3], data: Int32Array.of(-(2 ** 31), 0, 7) },
};
writeFileSync(join(folder, "arrays.safetensors"), encodeSafetensors(arrays, { note: "ünïcödé" }));
for (const [name, { shape, data }] of Object.entries(arrays))
  expected[`array ${name}`] = { shape, data: [...data] };

writeFileSync(join(folder, "expected.json"), `${JSON.stringify(expected)}\n`);

function logits(model) {
  const ids = tf.tensor2d(inputs, [batchSize, sequenceLength], "int32");
  return model.logits(model.forward(ids, model.zeroState(batchSize)).hidden);
}

function numbers(tensor) {
  return { shape: tensor.shape, data: [...tensor.dataSync()] };
}
