import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import {
  LanguageModel,
  type LanguageModelBatch,
  type LossContext,
  POOLINGS,
  SequenceClassifier,
  type SequenceClassifierBatch,
} from "../src/index.ts";
import { BACKENDS, onBackend } from "./backends.ts";

const STEPS = 20;
const DROPOUT = { words: 0.1, input: 0.1, between: 0.2, output: 0.2 };

interface Trained {
  readonly losses: readonly number[];
  /** The gradients of each parameter at the first step. */
  readonly grads: Readonly<Record<string, Float32Array>>;
  readonly parameters: Readonly<Record<string, Float32Array>>;
}

interface Model<Batch> {
  readonly parameters: Readonly<Record<string, tf.Variable>>;
  loss(
    batch: Batch,
    carry: tf.NamedTensorMap | undefined,
    context: LossContext,
  ): { loss: tf.Scalar; carry?: tf.NamedTensorMap; penalty?: tf.Scalar };
}

/** 20 steps of gradient descent with a carried state. */
function train<Batch>(model: Model<Batch>, batchAt: (step: number) => Batch): Trained {
  const optimizer: tf.Optimizer = tf.train.adam(0.02);
  const names = new Map(Object.entries(model.parameters).map(([name, { name: id }]) => [id, name]));
  const losses: number[] = [];
  let first: Record<string, Float32Array> = {};
  let carry: tf.NamedTensorMap | undefined;
  for (let step = 0; step < STEPS; step++) {
    const { value, grads } = tf.variableGrads(() => {
      const made = model.loss(batchAt(step), carry, { training: true, seed: 3, step });
      carry = made.carry;
      for (const tensor of Object.values(made.carry ?? {})) tf.keep(tensor);
      return made.penalty === undefined ? made.loss : tf.add(made.loss, made.penalty);
    });
    losses.push(value.dataSync()[0]);
    if (step === 0) {
      first = Object.fromEntries(
        Object.entries(grads).map(([id, grad]) => [
          names.get(id) as string,
          grad.dataSync().slice() as Float32Array,
        ]),
      );
    }
    optimizer.applyGradients(grads);
  }
  const parameters = Object.fromEntries(
    Object.entries(model.parameters).map(([name, variable]) => [
      name,
      variable.dataSync().slice() as Float32Array,
    ]),
  );
  return { losses, grads: first, parameters };
}

/** Two batches by turns; an id is followed by its double plus one. */
function languageBatch(step: number): LanguageModelBatch {
  const inputs = Int32Array.from({ length: 3 * 5 }, (_, index) => ((step % 2) * 3 + index * index) % 11);
  return { inputs, targets: inputs.map((id) => (2 * id + 1) % 11), batchSize: 3, sequenceLength: 5 };
}

function documentBatch(step: number): SequenceClassifierBatch {
  const { inputs } = languageBatch(step);
  const lengths = Int32Array.of(5, 2, 4);
  return { inputs, lengths, labels: Int32Array.of(0, 1, 1), batchSize: 3, sequenceLength: 5 };
}

const LANGUAGE_MODELS = {
  "an embedding, two layers, every dropout": { embeddingSize: 6, hiddenSizes: [7, 5], dropout: DROPOUT },
  "dropout of its own for each step": {
    embeddingSize: 6,
    hiddenSizes: [7, 5],
    dropout: { ...DROPOUT, locked: false },
  },
  "weight drop, AR and TAR": {
    embeddingSize: 6,
    hiddenSizes: [7, 5],
    dropout: { ...DROPOUT, recurrent: 0.3 },
    regularization: { activation: 0.5, temporal: 0.25 },
  },
  "one-hot input": { hiddenSizes: [7] },
  "a tied output": { embeddingSize: 5, hiddenSizes: [7, 5], tiedOutput: true },
};

const cases: [string, () => Trained][] = [
  ...Object.entries(LANGUAGE_MODELS).map(([name, options]): [string, () => Trained] => [
    `a language model with ${name}`,
    () => train(LanguageModel.create({ vocabularySize: 11, ...options }, { seed: 1 }), languageBatch),
  ]),
  ...POOLINGS.map((pooling): [string, () => Trained] => [
    `a bidirectional classifier with ${pooling} pooling`,
    () => {
      const options = {
        vocabularySize: 11,
        embeddingSize: 6,
        hiddenSizes: [4, 3],
        classes: 2,
        bidirectional: true,
        pooling,
      };
      return train(SequenceClassifier.create({ ...options, dropout: DROPOUT }, { seed: 1 }), documentBatch);
    },
  ]),
  [
    "a classifier of truncated documents with weights, weight drop, AR and TAR",
    () => {
      const options = {
        ...{ vocabularySize: 11, embeddingSize: 6, hiddenSizes: [4, 3], classes: 2, truncation: 2 },
        pooling: "concat" as const,
        dropout: { recurrent: 0.2 },
        regularization: { activation: 0.2, temporal: 0.1 },
      };
      const weights = Float32Array.of(1, 3, 2);
      return train(SequenceClassifier.create(options, { seed: 1 }), (step) => ({
        ...documentBatch(step),
        weights,
      }));
    },
  ],
];

describe.each(cases)("20 training steps of %s", (_, run) => {
  let plain: Trained;

  beforeAll(async () => {
    plain = await onBackend("cpu", run);
  });

  test("learn, and every parameter gets a gradient", () => {
    const { losses, grads, parameters } = plain;
    expect(losses[STEPS - 1]).toBeLessThan(losses[0]);
    expect(Object.keys(grads).sort()).toEqual(Object.keys(parameters).sort());
    for (const [name, grad] of Object.entries(grads))
      expect(Math.max(...grad.map(Math.abs)), name).toBeGreaterThan(0);
  });

  test.each(BACKENDS.filter((name) => name !== "cpu"))("are the same on %s as on cpu", async (backend) => {
    const expected = plain;
    const actual = await onBackend(backend, run);
    expect(actual.losses).toBeAllClose(expected.losses);
    for (const [name, grad] of Object.entries(expected.grads)) expect(actual.grads[name]).toBeAllClose(grad);
    for (const [name, values] of Object.entries(expected.parameters)) {
      // Adam divides by a gradient's own size, so where that is next to nothing rounding shows.
      expect(actual.parameters[name]).toBeAllClose(values, { relative: 1e-3 });
    }
  });
});
