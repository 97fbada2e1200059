// A sequence classifier on short texts of two kinds, batched by length, and its scores on texts it has not seen.
import { chooseBackend } from "@engram/backend/node";
import { lengthBuckets, splitExamples } from "@engram/dataset";
import { SequenceClassifier } from "@engram/lstm-core";
import { accuracy, confusionMatrix, f1 } from "@engram/metrics";
import { Random } from "@engram/random";
import { WordTokenizer } from "@engram/tokenizer";
import { Trainer } from "@engram/trainer";
import * as tf from "@tensorflow/tfjs-core";

await chooseBackend({ backend: "cpu" });
const random = new Random(0);
const pick = (words) => words[random.integer(words.length)];
const examples = Array.from({ length: 400 }, (_, index) => {
  const label = index % 2;
  const mood = label === 1 ? ["lovely", "great", "moving"] : ["dull", "awful", "boring"];
  const filler = Array.from({ length: random.integer(8) }, () => pick(["the", "film", "was", "and", "so"]));
  return { text: random.shuffle([...filler, pick(mood)]).join(" "), label };
});

const labels = examples.map(({ label }) => label);
const { train, test } = splitExamples(labels, { train: 0.8, test: 0.2 }, { seed: 0 });
const tokenizer = await WordTokenizer.train(
  Array.from(train, (index) => examples[index].text),
  { minFrequency: 1 },
);
const batchesOf = (indices, shuffle) => {
  const chosen = Array.from(indices, (index) => examples[index]);
  return lengthBuckets(
    chosen.map(({ text }) => tokenizer.encode(text)),
    { batchSize: 16, labels: chosen.map(({ label }) => label), shuffle },
  );
};

const model = SequenceClassifier.create(
  {
    vocabularySize: tokenizer.vocabularySize,
    embeddingSize: 8,
    hiddenSizes: [12],
    bidirectional: true,
    pooling: "max",
    classes: 2,
  },
  { seed: 0 },
);
await new Trainer(model, batchesOf(train, true), { maxEpochs: 6, learningRate: 0.01 }).run();

const actual = [];
const predicted = [];
for await (const batch of batchesOf(test, false)) {
  const probabilities = model.probabilities(batch);
  const classes = tf.argMax(probabilities, 1);
  predicted.push(...classes.dataSync());
  actual.push(...batch.labels);
  tf.dispose([probabilities, classes]);
}
const confusion = confusionMatrix(actual, predicted, { classes: 2 });
console.log(
  `accuracy ${accuracy(confusion).toFixed(2)}, macro F1 ${f1(confusion, { average: "macro" }).toFixed(2)}`,
);
