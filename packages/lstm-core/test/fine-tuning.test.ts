import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { LanguageModel, type LanguageModelOptions, modelArrays, SequenceClassifier } from "../src/index.ts";
import { stateSizes } from "../src/layers/lstm-stack-specs.ts";
import { encodeTokens } from "../src/layers/token-encoder.ts";
import { encoderStack } from "../src/layers/token-encoder-specs.ts";
import { zeroState } from "../src/lstm-state.ts";
import "./backends.ts";

const EVALUATION = { training: false, seed: 0, step: 0 };
const KINDS: Record<string, LanguageModelOptions> = {
  "an embedding": { vocabularySize: 7, embeddingSize: 4, hiddenSizes: [5, 3] },
  "one-hot input": { vocabularySize: 7, hiddenSizes: [5] },
  "a tied output": { vocabularySize: 7, embeddingSize: 3, hiddenSizes: [5, 3], tiedOutput: true },
};
const options = { classes: 2, pooling: "concat" } as const;
const inputs = Int32Array.of(0, 1, 2, 3, 4, 5);
const batch = { inputs, batchSize: 2, sequenceLength: 3 };

describe.each(Object.entries(KINDS))("a classifier from a language model with %s", (_, kind) => {
  const model = () => LanguageModel.create(kind, { seed: 3 });

  test("reads as the model does", async () => {
    const source = model();
    const classifier = await SequenceClassifier.fromLanguageModel(source, options, { seed: 1 });
    const { hidden } = source.forward(tf.tensor2d(inputs, [2, 3], "int32"), source.zeroState(2));
    const zero = zeroState(2, stateSizes(encoderStack(classifier.config)));
    const { output } = encodeTokens(batch, classifier.parameters, zero, classifier.config, EVALUATION);
    expect(output.dataSync()).toEqual(hidden.dataSync());
  });

  test("has what follows the encoder from the seed, as a new classifier of that seed has", async () => {
    const { config } = await SequenceClassifier.fromLanguageModel(model(), options, { seed: 1 });
    const fresh = await modelArrays(SequenceClassifier.create(config, { seed: 1 }));
    const made = await modelArrays(await SequenceClassifier.fromLanguageModel(model(), options, { seed: 1 }));
    expect(made["output.kernel"]).toEqual(fresh["output.kernel"]);
    expect(made["output.bias"]).toEqual(fresh["output.bias"]);
    expect(made["lstm.0.forward.kernel"]).not.toEqual(fresh["lstm.0.forward.kernel"]);
    expect(Object.keys(made)).toEqual(Object.keys(fresh));
    const other = await modelArrays(
      await SequenceClassifier.fromLanguageModel(model(), options, { seed: 2 }),
    );
    expect(other["output.kernel"]).not.toEqual(made["output.kernel"]);
  });

  test("is a copy: training one leaves the other as it was", async () => {
    const source = model();
    const before = await modelArrays(source);
    const classifier = await SequenceClassifier.fromLanguageModel(source, options, { seed: 1 });
    const labels = Int32Array.of(0, 1);
    tf.train.sgd(1).minimize(() => classifier.loss({ ...batch, labels }, undefined, EVALUATION).loss);
    expect(await modelArrays(source)).toEqual(before);
    const trained = await modelArrays(classifier);
    expect(trained["lstm.0.forward.kernel"]).not.toEqual(before["lstm.0.forward.kernel"]);
    source.dispose();
    expect(await modelArrays(classifier)).toEqual(trained);
  });
});

test("options go into the classifier's config, and those that do not fit are refused", async () => {
  const source = LanguageModel.create({ vocabularySize: 7, hiddenSizes: [5] }, { seed: 3 });
  const make = (some: object) =>
    SequenceClassifier.fromLanguageModel(source, { ...options, ...some }, { seed: 1 });
  const { config } = await make({ truncation: 4, dropout: { recurrent: 0.5 } });
  expect(config).toMatchObject({ vocabularySize: 7, hiddenSizes: [5], truncation: 4, bidirectional: false });
  expect(config.dropout.recurrent).toBe(0.5);
  await expect(make({ bidirectional: true })).rejects.toThrow(
    "SequenceClassifier.fromLanguageModel: expected bidirectional false, got true",
  );
  await expect(make({ dropout: { words: 0.1 } })).rejects.toThrow("for one-hot input");
  await expect(make({ classes: 1 })).rejects.toThrow("expected classes to be at least 2, got 1");
});
