import { fillDropoutMask, Random } from "@engram/random";
import { expectConstantTensors } from "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { DROPOUT_SITES } from "../src/dropout/dropout-sites.ts";
import {
  LanguageModel,
  type LstmWeights,
  lstmSequence,
  SequenceClassifier,
  type SequenceClassifierConfig,
} from "../src/index.ts";
import { stateSizes } from "../src/layers/lstm-stack-specs.ts";
import { encodeTokens } from "../src/layers/token-encoder.ts";
import { encoderStack } from "../src/layers/token-encoder-specs.ts";
import { zeroState } from "../src/lstm-state.ts";
import { outputPenalty } from "../src/regularizers/output-penalty.ts";
import { BACKENDS, onBackend } from "./backends.ts";
import { expectGradientIsSlope, randomTensor } from "./finite-differences.ts";

const training = { training: true, seed: 2, step: 1 };
const EVALUATION = { training: false, seed: 0, step: 0 };

type Steps = readonly (readonly (readonly number[])[])[];

/** alpha times the mean square of what each row has before its length. */
function plainActivation(dropped: Steps, lengths: ArrayLike<number>, alpha: number): number {
  const counted = dropped.flatMap((row, index) => row.slice(0, lengths[index]).flat());
  return (alpha * counted.reduce((sum, value) => sum + value ** 2, 0)) / counted.length;
}

/** beta times the mean square of the changes from step to step before each row's length. */
function plainTemporal(output: Steps, lengths: ArrayLike<number>, beta: number): number {
  const changes = output.flatMap((row, index) =>
    row
      .slice(1, lengths[index])
      .flatMap((step, before) => step.map((value, unit) => value - row[before][unit])),
  );
  return (beta * changes.reduce((sum, change) => sum + change ** 2, 0)) / changes.length;
}

/** Random outputs that are zero past each row's length, as an LSTM's are. */
function paddedOutputs(lengths: readonly number[], time: number, width: number, random: Random) {
  const steps = lengths.map((length) =>
    Array.from({ length: time }, (_, step) =>
      Array.from({ length: width }, () => (step < length ? Math.fround(random.normal()) : 0)),
    ),
  );
  return { steps, tensor: tf.tensor3d(steps) };
}

describe.each(BACKENDS)("AR and TAR on %s", (backend) => {
  test.each([
    ["rows of one length", [4, 4, 4]],
    ["padded rows", [4, 2, 1]],
    ["rows that are all padded", [3, 3, 2]],
  ])("are the means over the steps that there are: %s", (_, lengths) =>
    onBackend(backend, () => {
      const random = new Random(1);
      const output = paddedOutputs(lengths, 4, 5, random);
      const dropped = paddedOutputs(lengths, 4, 5, random);
      const penalty = (activation: number, temporal: number) =>
        outputPenalty(
          output.tensor,
          dropped.tensor,
          Int32Array.from(lengths),
          { activation, temporal },
          training,
        )?.dataSync()[0] as number;
      const expected = [
        plainActivation(dropped.steps, lengths, 2),
        plainTemporal(output.steps, lengths, 0.5),
      ];
      expect([penalty(2, 0), penalty(0, 0.5)]).toBeAllClose(expected);
      expect([penalty(2, 0.5)]).toBeAllClose([expected[0] + expected[1]]);
    }),
  );

  test("have the slope as gradient, through an LSTM with padded rows", () =>
    onBackend(backend, () => {
      const random = new Random(2);
      const lengths = Int32Array.of(4, 2, 1);
      const zero = { hidden: tf.zeros<tf.Rank.R2>([3, 2]), cell: tf.zeros<tf.Rank.R2>([3, 2]) };
      const loss = (...[input, kernel, recurrentKernel, bias]: tf.Tensor[]) => {
        const weights = { kernel, recurrentKernel, bias } as LstmWeights;
        const { output } = lstmSequence(input as tf.Tensor3D, weights, zero, { lengths });
        const regularization = { activation: 3, temporal: 2 };
        return outputPenalty(output, output, lengths, regularization, training) as tf.Scalar;
      };
      const inputs = [[3, 4, 3], [3, 8], [2, 8], [8]].map((shape) => randomTensor(shape, random));
      expectGradientIsSlope(loss, inputs, random);
    }));
});

describe("outputPenalty", () => {
  const output = tf.tensor3d([
    [[1], [2]],
    [[3], [0]],
  ]);
  const both = { activation: 1, temporal: 1 };

  test("is none in evaluation, where nothing is asked for, and where there is no change to count", () => {
    expect(outputPenalty(output, output, undefined, both, EVALUATION)).toBeUndefined();
    expect(
      outputPenalty(output, output, undefined, { activation: 0, temporal: 0 }, training),
    ).toBeUndefined();
    const oneStep = tf.tensor3d([[[1]], [[3]]]);
    const temporal = { activation: 0, temporal: 1 };
    expect(outputPenalty(oneStep, oneStep, undefined, temporal, training)).toBeUndefined();
    const rows = Int32Array.of(1, 1);
    expect(outputPenalty(output, output, rows, temporal, training)?.dataSync()[0]).toBe(0);
  });

  test("takes all steps without lengths", () => {
    expect(outputPenalty(output, output, undefined, both, training)?.dataSync()).toBeAllClose([
      (1 + 4 + 9) / 4 + (1 + 9) / 2,
    ]);
  });
});

describe("a language model's penalty", () => {
  const options = { vocabularySize: 7, embeddingSize: 4, hiddenSizes: [5, 3] };
  const regularization = { activation: 2, temporal: 1 };
  const inputs = Int32Array.of(0, 1, 2, 3, 4, 5);
  const batch = { inputs, targets: Int32Array.of(1, 2, 3, 4, 5, 6), batchSize: 2, sequenceLength: 3 };
  const lengths = Int32Array.of(3, 2);
  const penaltyOf = (model: LanguageModel, some: Parameters<LanguageModel["loss"]>[0] = batch) =>
    model.loss(some, undefined, training).penalty?.dataSync()[0] as number;
  const outputs = (model: LanguageModel, rows?: Int32Array) =>
    model
      .forward(tf.tensor2d(inputs, [2, 3], "int32"), model.zeroState(2), rows && { lengths: rows })
      .hidden.arraySync();

  test("is AR of what the output layer sees and TAR of the outputs, and is not in the loss", () => {
    const dropout = { output: 0.5 };
    const model = LanguageModel.create({ ...options, dropout, regularization }, { seed: 3 });
    const hidden = outputs(model, lengths);
    const site = DROPOUT_SITES.output;
    const mask = fillDropoutMask(new Float32Array(2 * 3), 0.5, {
      seed: training.seed,
      step: training.step,
      site,
    });
    const dropped = hidden.map((row, index) =>
      row.map((step) => step.map((value, unit) => value * mask[index * 3 + unit])),
    );
    expect([penaltyOf(model, { ...batch, lengths })]).toBeAllClose([
      plainActivation(dropped, lengths, 2) + plainTemporal(hidden, lengths, 1),
    ]);
    const plain = LanguageModel.create({ ...options, dropout }, { seed: 3 });
    const lossOf = (some: LanguageModel) => some.loss(batch, undefined, training);
    expect(lossOf(model).loss.dataSync()).toEqual(lossOf(plain).loss.dataSync());
    expect(lossOf(plain)).not.toHaveProperty("penalty");
    expect(model.loss(batch, undefined, EVALUATION)).not.toHaveProperty("penalty");
  });

  test("is there for targets [B] too, of the outputs as they are", () => {
    const model = LanguageModel.create({ ...options, dropout: { output: 0.5 }, regularization }, { seed: 3 });
    const hidden = outputs(model);
    expect([penaltyOf(model, { ...batch, targets: Int32Array.of(3, 6) })]).toBeAllClose([
      plainActivation(hidden, [3, 3], 2) + plainTemporal(hidden, [3, 3], 1),
    ]);
  });

  test("leaves no tensor behind", async () => {
    const model = LanguageModel.create({ ...options, regularization }, { seed: 3 });
    await expectConstantTensors((step) => {
      const { value, grads } = tf.variableGrads(() => {
        const { loss, penalty } = model.loss({ ...batch, lengths }, undefined, { ...training, step });
        return tf.add(loss, penalty as tf.Scalar);
      });
      tf.dispose([value, grads]);
    });
  });
});

test("a classifier's penalty is of the outputs of both directions before each row's length", () => {
  const regularization = { activation: 2, temporal: 1 };
  const model = SequenceClassifier.create(
    {
      vocabularySize: 7,
      embeddingSize: 4,
      hiddenSizes: [3],
      classes: 2,
      bidirectional: true,
      regularization,
    },
    { seed: 4 },
  );
  const inputs = Int32Array.of(0, 1, 2, 3, 4, 5, 6, 0, 1);
  const lengths = Int32Array.of(3, 1, 2);
  const batch = { inputs, lengths, labels: Int32Array.of(0, 1, 1), batchSize: 3, sequenceLength: 3 };
  const config: SequenceClassifierConfig = model.config;
  const zero = zeroState(3, stateSizes(encoderStack(config)));
  const { output } = encodeTokens(batch, model.parameters, zero, config, EVALUATION);
  const steps = output.arraySync();
  expect(model.loss(batch, undefined, training).penalty?.dataSync()).toBeAllClose([
    plainActivation(steps, lengths, 2) + plainTemporal(steps, lengths, 1),
  ]);
  expect(model.loss(batch, undefined, EVALUATION)).not.toHaveProperty("penalty");
});
