import { expectConstantTensors } from "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test, vi } from "vitest";
import { POOLINGS, type Pooling, SequenceClassifier, type SequenceClassifierBatch } from "../src/index.ts";
import { stateSizes } from "../src/layers/lstm-stack-specs.ts";
import { encodeTokens } from "../src/layers/token-encoder.ts";
import { encoderStack } from "../src/layers/token-encoder-specs.ts";
import { zeroState } from "../src/lstm-state.ts";
import { withoutGradient } from "../src/ops/without-gradient.ts";
import { BACKENDS, onBackend } from "./backends.ts";

const EVALUATION = { training: false, seed: 0, step: 0 };
const POOLED = POOLINGS.filter((pooling) => pooling !== "attention");
const LENGTHS = [7, 2, 4, 1, 5];
const TIME = 8;
const batch: SequenceClassifierBatch = {
  inputs: Int32Array.from({ length: LENGTHS.length * TIME }, (_, index) => (index * index + 3 * index) % 11),
  lengths: Int32Array.from(LENGTHS),
  labels: Int32Array.of(2, 0, 1, 2, 0),
  batchSize: LENGTHS.length,
  sequenceLength: TIME,
};

const classifier = (pooling: Pooling, truncation?: number) =>
  SequenceClassifier.create(
    {
      ...{ vocabularySize: 11, embeddingSize: 4, hiddenSizes: [6, 5], classes: 3, pooling },
      ...(truncation !== undefined && { truncation }),
    },
    { seed: 9 },
  );

/** Loss and gradients by the parameters' names. */
function differentiate(model: SequenceClassifier, loss: () => tf.Scalar) {
  const { value, grads } = tf.variableGrads(loss);
  const names = Object.entries(model.parameters);
  return {
    loss: value.dataSync(),
    grads: Object.fromEntries(names.map(([name, { name: id }]) => [name, grads[id].dataSync()])),
  };
}
const trained = (model: SequenceClassifier) =>
  differentiate(model, () => model.loss(batch, undefined, EVALUATION).loss);

/**
 * One document after the other, in two steps: what comes before the last `limit` tokens is read first, and its
 * numbers are copied out, so that they are constants; then the rest is read from that state.
 */
function twoStepReference(model: SequenceClassifier, limit: number) {
  const { config, parameters } = model;
  const read = (ids: Int32Array, state: Parameters<typeof encodeTokens>[2]) =>
    encodeTokens(
      { inputs: ids, batchSize: 1, sequenceLength: ids.length },
      parameters,
      state,
      config,
      EVALUATION,
    );
  const constant = <Kept extends tf.Tensor>(kept: Kept) => tf.tensor(kept.dataSync(), kept.shape) as Kept;
  const documents = LENGTHS.map((length, row) => {
    const ids = (batch.inputs as Int32Array).slice(row * TIME, row * TIME + length);
    const cut = Math.max(0, length - limit);
    const start = zeroState(1, stateSizes(encoderStack(config)));
    if (cut === 0) return { end: ids, state: start, outputs: [] };
    const { output, state } = read(ids.slice(0, cut), start);
    return {
      end: ids.slice(cut),
      state: state.map(({ hidden, cell }) => ({ hidden: constant(hidden), cell: constant(cell) })),
      outputs: [constant(output)],
    };
  });
  return differentiate(model, () => {
    const nats = documents.map(({ end, state, outputs }, row) => {
      const { output, state: after } = read(end, state);
      const all = tf.concat([...outputs, output], 1);
      const last = after[after.length - 1].hidden;
      const features = {
        last: () => last,
        max: () => tf.max(all, 1),
        mean: () => tf.mean(all, 1),
        concat: () => tf.concat([last, tf.max(all, 1), tf.mean(all, 1)], 1),
        attention: () => last,
      }[config.pooling]() as tf.Tensor2D;
      const { "output.kernel": kernel, "output.bias": bias } = parameters;
      const logits = tf.add(tf.matMul(features, kernel as unknown as tf.Tensor2D), bias);
      return tf.neg(tf.gather(tf.reshape(tf.logSoftmax(logits), [-1]), batch.labels[row]));
    });
    return tf.mean(tf.stack(nats)) as tf.Scalar;
  });
}

describe.each(POOLED)("a truncated classifier with %s pooling", (pooling) => {
  test.each([7, 100])(
    "at the limit %i, which no document exceeds, is the untruncated one exactly",
    (limit) => {
      const [truncated, whole] = [classifier(pooling, limit), classifier(pooling)];
      expect(trained(truncated)).toEqual(trained(whole));
      expect(truncated.probabilities(batch).dataSync()).toEqual(whole.probabilities(batch).dataSync());
    },
  );

  test.each([1, 2, 3, 6])(
    "at the limit %i has the loss and probabilities of the whole documents",
    (limit) => {
      const [truncated, whole] = [classifier(pooling, limit), classifier(pooling)];
      expect(truncated.probabilities(batch).dataSync()).toBeAllClose(whole.probabilities(batch).dataSync());
      expect(trained(truncated).loss).toBeAllClose(trained(whole).loss);
    },
  );

  test.each([1, 2, 3, 6])("at the limit %i has the gradient of the ends alone", (limit) => {
    const model = classifier(pooling, limit);
    const [actual, expected] = [trained(model), twoStepReference(model, limit)];
    const whole = trained(classifier(pooling));
    expect(actual.loss).toBeAllClose(expected.loss);
    for (const [name, gradient] of Object.entries(expected.grads)) {
      expect(actual.grads[name], name).toBeAllClose(gradient, { relative: 1e-6 });
    }
    expect(actual.grads.embedding).not.toBeAllClose(whole.grads.embedding, { relative: 1e-5 });
  });

  test("without lengths reads every row to its end", () => {
    const { lengths: _, ...full } = batch;
    expect(classifier(pooling, 3).probabilities(full).dataSync()).toBeAllClose(
      classifier(pooling).probabilities(full).dataSync(),
    );
  });

  test("leaves no tensor behind", async () => {
    const model = classifier(pooling, 2);
    await expectConstantTensors((step) => {
      const context = { training: true, seed: 1, step };
      const { value, grads } = tf.variableGrads(() => model.loss(batch, undefined, context).loss);
      tf.dispose([value, grads, model.probabilities(batch)]);
    });
  });
});

test("at a limit that no document exceeds, dropout, penalty and gradients in training are the untruncated ones", () => {
  const options = {
    ...{ vocabularySize: 11, embeddingSize: 4, hiddenSizes: [6, 5], classes: 3, pooling: "concat" as const },
    dropout: { words: 0.1, input: 0.2, between: 0.2, output: 0.2, recurrent: 0.3 },
    regularization: { activation: 2, temporal: 1 },
  };
  const [truncated, whole] = [{ truncation: 7 }, {}].map((more) => {
    const model = SequenceClassifier.create({ ...options, ...more }, { seed: 9 });
    return differentiate(model, () => {
      const { loss, penalty } = model.loss(batch, undefined, { training: true, seed: 4, step: 2 });
      return tf.add(loss, penalty as tf.Scalar);
    });
  });
  expect(truncated).toEqual(whole);
});

test("the penalty of a truncated document is that of its end", () => {
  const regularization = { activation: 2, temporal: 1 };
  const create = (truncation: number) =>
    SequenceClassifier.create(
      { vocabularySize: 11, hiddenSizes: [5], classes: 3, pooling: "max", regularization, truncation },
      { seed: 9 },
    );
  const penaltyOf = (limit: number) =>
    create(limit).loss(batch, undefined, { training: true, seed: 0, step: 0 }).penalty?.dataSync()[0];
  const { parameters, config } = create(2);
  const zero = zeroState(LENGTHS.length, stateSizes(encoderStack(config)));
  const outputs = encodeTokens(batch, parameters, zero, config, EVALUATION).output.arraySync();
  const ends = outputs.map((row, index) => row.slice(Math.max(0, LENGTHS[index] - 2), LENGTHS[index]));
  const meanSquare = (values: number[]) => values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  const changes = ends
    .filter((row) => row.length === 2)
    .flatMap(([before, after]) => after.map((value, unit) => value - before[unit]));
  expect([penaltyOf(2)]).toBeAllClose([2 * meanSquare(ends.flat(2)) + meanSquare(changes)]);
  expect([penaltyOf(2)]).not.toBeAllClose([penaltyOf(7) as number], { relative: 1e-4 });
});

test("nothing is kept for a backward pass of the beginnings, and none is run", async () => {
  const backward = vi.spyOn(tf.engine(), "runKernel");
  const model = classifier("concat", 2);
  tf.variableGrads(() => model.loss(batch, undefined, EVALUATION).loss);
  const calls = backward.mock.calls.map(([name, inputs, attributes]) => ({ name, inputs, attributes }));
  backward.mockRestore();
  const runs = (name: string) => calls.filter((call) => call.name === name);
  const rows = (call: (typeof calls)[number]) =>
    (call.inputs as { input: tf.Tensor }).input.shape.slice(0, 2);
  const kept = (call: (typeof calls)[number]) => call.attributes?.keepActivations;
  // Two layers: the three rows that are longer than the limit, at most 5 steps before their ends, then all ends.
  expect(runs("LstmSequence").map((call) => [rows(call), kept(call)])).toEqual([
    [[3, 5], false],
    [[3, 5], false],
    [[5, 2], true],
    [[5, 2], true],
  ]);
  expect(runs("LstmSequenceGrad").map(rows)).toEqual([
    [5, 2],
    [5, 2],
  ]);
});

test.each(BACKENDS)("withoutGradient gives back all results and makes them constants, on %s", (backend) =>
  onBackend(backend, async () => {
    const value = tf.variable(tf.tensor2d([[1, 2, 3]]));
    const row = () => tf.mul(value, 2);
    const read = () => withoutGradient(() => [row(), tf.sum(value), tf.reshape(value, [3, 1])]);
    const [doubled, sum, column] = tf.tidy(read);
    expect([doubled.shape, sum.shape, column.shape]).toEqual([[1, 3], [], [3, 1]]);
    expect([...doubled.dataSync(), ...sum.dataSync(), ...column.dataSync()]).toEqual([2, 4, 6, 6, 1, 2, 3]);
    tf.dispose([doubled, sum, column]);
    const { grads } = tf.variableGrads(() => {
      const [constant] = read();
      return tf.sum(tf.mul(constant, value)) as tf.Scalar;
    });
    expect([...grads[value.name].dataSync()]).toEqual([2, 4, 6]);
    tf.dispose(grads);
    await expectConstantTensors(() => tf.dispose(tf.tidy(read)));
    value.dispose();
  }),
);
