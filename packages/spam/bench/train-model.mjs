// Trains the spam model on 80 % of the SpamAssassin corpus and scores it on 10 % that it has not seen:
//   node packages/spam/bench/train-model.mjs --out DIR [--recipe '{"epochs":8}']
// Killed and started again with the same arguments it goes on from the last checkpoint.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chooseBackend, describeBackend } from "@engram/backend/node";
import { buildTextClassifier } from "@engram/classification";
import { saveTextClassifier } from "@engram/classification/node";
import { decodeSafetensors, encodeSafetensors } from "@engram/lstm-core";
import { createFolderCheckpoints } from "@engram/trainer/node";
import { SPAM_RECIPE } from "./support/recipe.mjs";
import { showScores } from "./support/show-scores.mjs";
import { LABELS, spamAssassinParts } from "./support/spam-assassin-parts.mjs";

const { values } = parseArgs({
  options: { out: { type: "string" }, recipe: { type: "string", default: "{}" } },
});
if (values.out === undefined) throw new Error("train-model: expected --out DIR, got none");
const recipe = { ...SPAM_RECIPE, ...JSON.parse(values.recipe) };
console.log(describeBackend(await chooseBackend()));
const { mails, train, validation, test } = await spamAssassinParts();
console.log(
  `${mails} mails: ${train.length} to train on, ${validation.length} to calibrate, ${test.length} to test`,
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
const classifier = await buildTextClassifier({
  train,
  validation,
  labels: LABELS,
  recipe,
  observers: (stage) => [observer(stage)],
  checkpoints: (stage) =>
    createFolderCheckpoints(join(values.out, "work", stage), {
      encode: encodeSafetensors,
      decode: decodeSafetensors,
    }),
});
await saveTextClassifier(values.out, classifier);
console.log(`${minutes()} min trained; temperature ${classifier.config.temperature.toFixed(3)}`);
showScores(await classifier.probabilities(test.map(({ text }) => text)), test);
classifier.dispose();
