import { Random } from "@engram/random";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { attentionPool, embeddingLookup, linearCrossEntropy, lstmSequence } from "../src/index.ts";
import { BACKENDS, onBackend } from "./backends.ts";
import { expectGradientIsSlope, randomTensor } from "./finite-differences.ts";

/** A scalar that depends on every number of `values`, each with a weight of its own. */
function weighted(values: tf.Tensor): tf.Scalar {
  const weights = randomTensor(values.shape, new Random(99));
  return tf.sum(tf.mul(values, weights));
}

describe.each(BACKENDS)("the gradient is the slope, on %s", (backend) => {
  test("embeddingLookup, with repeated ids and rows that no id names", () =>
    onBackend(backend, () => {
      const random = new Random(1);
      const ids = tf.tensor2d([0, 3, 3, 1, 0, 3], [2, 3], "int32");
      const loss = (table: tf.Tensor) => weighted(embeddingLookup(table as tf.Tensor2D, ids));
      expectGradientIsSlope(loss, [randomTensor([5, 4], random)], random);
    }));

  test("linearCrossEntropy, with targets that do not count", () =>
    onBackend(backend, () => {
      const random = new Random(2);
      const targets = Int32Array.of(2, -1, 0, 4, -1, 4);
      const loss = (hidden: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) =>
        // Squared, so that the gradient that flows in is not 1.
        tf.square(
          linearCrossEntropy(hidden as tf.Tensor2D, kernel as tf.Tensor2D, bias as tf.Tensor1D, targets).loss,
        ) as tf.Scalar;
      const inputs = [[6, 3], [3, 5], [5]].map((shape) => randomTensor(shape, random));
      expectGradientIsSlope(loss, inputs, random);
    }));

  test("attentionPool, with padded rows", () =>
    onBackend(backend, () => {
      const random = new Random(3);
      const loss = (values: tf.Tensor, query: tf.Tensor) =>
        weighted(attentionPool(values as tf.Tensor3D, query as tf.Tensor2D, Int32Array.of(4, 2, 1)));
      expectGradientIsSlope(loss, [randomTensor([3, 4, 5], random), randomTensor([5, 1], random)], random);
    }));

  test.each([
    { reverse: false },
    { reverse: true },
    { reverse: false, lengths: Int32Array.of(2, 4, 1) },
    { reverse: true, lengths: Int32Array.of(2, 4, 1) },
  ])("lstmSequence: input, weights and first state, %j", (options) =>
    onBackend(backend, () => {
      const random = new Random(4);
      const [batch, time, inputSize, hiddenSize] = [3, 4, 5, 2];
      const loss = (...[input, kernel, recurrentKernel, bias, hidden, cell]: tf.Tensor[]) => {
        const weights = { kernel, recurrentKernel, bias } as Parameters<typeof lstmSequence>[1];
        const before = { hidden, cell } as Parameters<typeof lstmSequence>[2];
        const { output, state } = lstmSequence(input as tf.Tensor3D, weights, before, options);
        return tf.addN([weighted(output), weighted(state.hidden), weighted(state.cell)]) as tf.Scalar;
      };
      const width = 4 * hiddenSize;
      const shapes = [
        [batch, time, inputSize],
        [inputSize, width],
        [hiddenSize, width],
        [width],
        [batch, hiddenSize],
        [batch, hiddenSize],
      ];
      expectGradientIsSlope(
        loss,
        shapes.map((shape) => randomTensor(shape, random)),
        random,
      );
    }),
  );

  test("lstmSequence on token ids: the loss and gradients of one-hot vectors", () =>
    onBackend(backend, async () => {
      const random = new Random(5);
      const ids = tf.tensor2d([0, 3, 3, 1, 0, 2], [2, 3], "int32");
      const vectors = tf.cast(tf.oneHot(ids, 4), "float32") as tf.Tensor3D;
      const inputs = [[4, 8], [2, 8], [8], [2, 2], [2, 2]].map((shape) => randomTensor(shape, random));
      const grads = (input: tf.Tensor2D | tf.Tensor3D) =>
        tf.valueAndGrads((...[kernel, recurrentKernel, bias, hidden, cell]: tf.Tensor[]) => {
          const weights = { kernel, recurrentKernel, bias } as Parameters<typeof lstmSequence>[1];
          const before = { hidden, cell } as Parameters<typeof lstmSequence>[2];
          return weighted(lstmSequence(input, weights, before).output);
        })(inputs);
      const fromIds = grads(ids);
      const fromVectors = grads(vectors);
      expect(await fromIds.value.data()).toBeAllClose(await fromVectors.value.data());
      for (const [index, grad] of fromIds.grads.entries()) {
        expect(await grad.data()).toBeAllClose(await fromVectors.grads[index].data());
      }
    }));
});

test("linearCrossEntropy in blocks of rows is the whole one", async () => {
  // 2^22 logits at a time: 300 rows of 30,000 are three blocks.
  const random = new Random(6);
  const [rows, hiddenSize, vocabularySize] = [300, 2, 30_000];
  const targets = Int32Array.from({ length: rows }, (_, row) =>
    row % 7 === 0 ? -1 : (row * 7919) % vocabularySize,
  );
  const inputs = [
    randomTensor<tf.Tensor2D>([rows, hiddenSize], random),
    randomTensor<tf.Tensor2D>([hiddenSize, vocabularySize], random),
    randomTensor<tf.Tensor1D>([vocabularySize], random),
  ] as const;
  await onBackend("wasm", async () => {
    const { value, grads } = tf.valueAndGrads(
      (...[hidden, kernel, bias]: tf.Tensor[]) =>
        linearCrossEntropy(hidden as tf.Tensor2D, kernel as tf.Tensor2D, bias as tf.Tensor1D, targets).loss,
    )([...inputs]);
    const [hidden, kernel, bias] = await Promise.all(inputs.map((input) => input.data()));
    const expected = crossEntropyInFloat64({ hidden, kernel, bias, targets, hiddenSize, vocabularySize });
    expect(await value.data()).toBeAllClose([expected.loss]);
    expect(await grads[0].data()).toBeAllClose(expected.hiddenGrad);
    expect(await grads[1].data()).toBeAllClose(expected.kernelGrad);
    expect(await grads[2].data()).toBeAllClose(expected.biasGrad);
  });
});

interface Plain {
  readonly hidden: ArrayLike<number>;
  readonly kernel: ArrayLike<number>;
  readonly bias: ArrayLike<number>;
  readonly targets: Int32Array;
  readonly hiddenSize: number;
  readonly vocabularySize: number;
}

function crossEntropyInFloat64({ hidden, kernel, bias, targets, hiddenSize, vocabularySize }: Plain) {
  const count = targets.filter((target) => target >= 0).length;
  const hiddenGrad = new Float64Array(hidden.length);
  const kernelGrad = new Float64Array(kernel.length);
  const biasGrad = new Float64Array(bias.length);
  let loss = 0;
  targets.forEach((target, row) => {
    if (target < 0) return;
    const logits = Float64Array.from(bias, (value, column) => {
      let sum = value;
      for (let unit = 0; unit < hiddenSize; unit++) {
        sum += hidden[row * hiddenSize + unit] * kernel[unit * vocabularySize + column];
      }
      return sum;
    });
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    loss += (Math.log(total) - logits[target]) / count;
    logits.forEach((logit, column) => {
      const grad = (Math.exp(logit) / total - (column === target ? 1 : 0)) / count;
      biasGrad[column] += grad;
      for (let unit = 0; unit < hiddenSize; unit++) {
        hiddenGrad[row * hiddenSize + unit] += grad * kernel[unit * vocabularySize + column];
        kernelGrad[unit * vocabularySize + column] += grad * hidden[row * hiddenSize + unit];
      }
    });
  });
  return { loss, hiddenGrad, kernelGrad, biasGrad };
}
