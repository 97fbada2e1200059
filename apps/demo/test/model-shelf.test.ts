import { chooseBackend } from "@engram/backend/node";
import { LanguageModel, modelToFiles, SequenceClassifier } from "@engram/lstm-core";
import { CharTokenizer } from "@engram/tokenizer";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { ModelShelf, openModel } from "../src/worker/studio/model-shelf.ts";

let tokenizer: CharTokenizer;

beforeAll(async () => {
  await chooseBackend();
  tokenizer = await CharTokenizer.train(["abc"]);
});

async function filesOf(vocabularySize: number, companions: Parameters<typeof modelToFiles>[1] = {}) {
  const model = LanguageModel.create({ vocabularySize, hiddenSizes: [4] }, { seed: 0 });
  const files = await modelToFiles(model, { tokenizerJson: tokenizer.toJson(), ...companions });
  model.dispose();
  return files;
}

test("a model keeps the card that it came with", async () => {
  const { card, model } = openModel(await filesOf(tokenizer.vocabularySize, { card: "# Whale" }), "whale");
  expect(card).toBe("# Whale");
  model.dispose();
});

test("each model that is put on the shelf is another, and the one before it is freed, unless it is in training", async () => {
  const files = await filesOf(tokenizer.vocabularySize);
  const before = tf.memory().numTensors;
  let changes = 0;
  const shelf = new ModelShelf(() => changes++);
  expect(shelf.facts()).toBeUndefined();
  expect(() => shelf.require()).toThrow("there is no model yet");
  const first = openModel(files, "same");
  shelf.put(first);
  const { id } = shelf.facts() ?? {};
  const trained = { ...openModel(files, "same"), isInTraining: true };
  shelf.put(trained);
  expect(shelf.facts()?.id).not.toBe(id);
  expect(Object.values(first.model.parameters).every(({ isDisposed }) => isDisposed)).toBe(true);
  shelf.put(undefined);
  expect(Object.values(trained.model.parameters).some(({ isDisposed }) => isDisposed)).toBe(false);
  expect(changes).toBe(3);
  trained.model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("what is no language model with its own tokenizer is refused, and leaves nothing", async () => {
  const classifier = SequenceClassifier.create(
    { vocabularySize: 5, hiddenSizes: [4], classes: 2 },
    { seed: 0 },
  );
  const ofClassifier = await modelToFiles(classifier, {});
  classifier.dispose();
  const wrongSize = await filesOf(tokenizer.vocabularySize + 1);
  const bare = await filesOf(tokenizer.vocabularySize, { tokenizerJson: undefined });
  const before = tf.memory().numTensors;
  expect(() => openModel(ofClassifier, "judge.zip")).toThrow("judge.zip holds a classifier");
  expect(() => openModel(wrongSize, "wrong.zip")).toThrow("wrong.zip: its tokenizer has");
  expect(() => openModel(bare, "bare.zip")).toThrow("bare.zip has no tokenizer.json");
  expect(tf.memory().numTensors).toBe(before);
});
