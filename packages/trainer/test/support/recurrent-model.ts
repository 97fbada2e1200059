import type { TokenBatch } from "@engram/dataset";
import * as tf from "@tensorflow/tfjs";
import type { BatchLoss, LossContext, Trainable } from "../../src/index.ts";

/** A plain tanh network over token ids with a carried hidden state and a dropout named by seed and step. */
export class RecurrentModel implements Trainable<TokenBatch> {
  readonly parameters: Readonly<Record<string, tf.Variable>>;
  private readonly hiddenSize: number;
  private readonly vocabularySize: number;

  constructor({ vocabularySize = 7, hiddenSize = 5 } = {}) {
    this.vocabularySize = vocabularySize;
    this.hiddenSize = hiddenSize;
    const variable = (shape: number[], seed: number) =>
      tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, 0.4, "float32", seed)));
    this.parameters = {
      embedding: variable([vocabularySize, hiddenSize], 1),
      recurrentKernel: variable([hiddenSize, hiddenSize], 2),
      "output.kernel": variable([hiddenSize, vocabularySize], 3),
      "output.bias": variable([vocabularySize], 4),
    };
  }

  loss(
    batch: TokenBatch,
    carry: tf.NamedTensorMap | undefined,
    { training, seed, step }: LossContext,
  ): BatchLoss {
    const { batchSize, sequenceLength } = batch;
    const { embedding, recurrentKernel, "output.kernel": kernel, "output.bias": bias } = this.parameters;
    const shape: [number, number] = [batchSize, sequenceLength];
    const inputs = tf.gather(embedding, tf.tensor2d(batch.inputs, shape, "int32")) as tf.Tensor3D;
    let hidden = (carry?.hidden ?? tf.zeros([batchSize, this.hiddenSize])) as tf.Tensor2D;
    const outputs: tf.Tensor[] = [];
    for (const input of tf.unstack(inputs, 1) as tf.Tensor2D[]) {
      hidden = tf.tanh(tf.add(input, tf.matMul(hidden, recurrentKernel as tf.Tensor2D))) as tf.Tensor2D;
      outputs.push(hidden);
    }
    const mask = tf.tensor1d(
      Array.from({ length: this.hiddenSize }, (_, unit) =>
        training ? 1 + 0.5 * Math.sin(seed + step * 7 + unit) : 1,
      ),
    );
    const flat = tf.reshape(tf.mul(tf.stack(outputs, 1), mask), [-1, this.hiddenSize]) as tf.Tensor2D;
    const logits = tf.add(tf.matMul(flat, kernel as tf.Tensor2D), bias);
    const counted = Float32Array.from(batch.targets, (target) => (target < 0 ? 0 : 1));
    const count = counted.reduce((sum, one) => sum + one, 0);
    const targets = tf.oneHot(tf.tensor1d(batch.targets, "int32"), this.vocabularySize);
    const nats = tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1));
    return { loss: tf.div(tf.sum(tf.mul(nats, tf.tensor1d(counted))), count), count, carry: { hidden } };
  }

  dispose(): void {
    tf.dispose({ ...this.parameters });
  }
}

/** The parameters' numbers, by name. */
export function numbersOf(tensors: Readonly<Record<string, tf.Tensor>>): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, Array.from(tensor.dataSync())]),
  );
}
