import * as tf from "@tensorflow/tfjs-core";
import { rowChunks, softmaxRows, targetEntries } from "./softmax-rows.ts";

/**
 * The contract of the kernel behind `linearCrossEntropy`, for backends that bring their own.
 *
 * Returns `[loss []]`, and with `keepGrads` also its gradients `[hidden [N,H], kernel [H,V], bias [V]]`.
 */
export const LINEAR_CROSS_ENTROPY = "LinearCrossEntropy";

export interface LinearCrossEntropyInputs {
  readonly hidden: tf.Tensor2D; // [N,H]
  readonly kernel: tf.Tensor2D; // [H,V]
  readonly bias: tf.Tensor1D; // [V]
  readonly targets: tf.Tensor1D; // int32 [N], -1 for no target
}

export interface LinearCrossEntropyAttributes {
  /** What the sum over the targets is multiplied with: 1 / count for their mean. */
  readonly scale: number;
  readonly keepGrads: boolean;
}

/**
 * scale · Σ -ln softmax(hidden · kernel + bias)[target], and its gradients in the same pass.
 *
 * With the loss's gradient by the logits, scale · (softmax - onehot), at hand while they are, no [N,V] is
 * kept for the backward pass and large N·V goes in blocks of rows.
 */
export function composedLinearCrossEntropy(
  { hidden, kernel, bias, targets }: LinearCrossEntropyInputs,
  { scale, keepGrads }: LinearCrossEntropyAttributes,
): tf.Tensor[] {
  const kernelTransposed = keepGrads ? tf.transpose(kernel) : undefined;
  const parts = rowChunks(hidden.shape[0], kernel.shape[1]).map(([start, end]) =>
    tf.tidy(() => {
      const rows = tf.slice2d(hidden, [start, 0], [end - start, -1]);
      const rowTargets = tf.slice1d(targets, start, end - start);
      const entries = targetEntries(rowTargets);
      const counted = tf.cast(tf.greaterEqual(rowTargets, tf.scalar(0, "int32")), "float32");
      const weights = tf.mul<tf.Tensor1D>(counted, scale);
      const { exponentials, sums, nats } = softmaxRows(rows, kernel, bias, entries);
      const loss = tf.sum(tf.mul(nats, weights));
      if (kernelTransposed === undefined) return [loss];

      const softmax = tf.mul(exponentials, tf.div(tf.reshape(weights, [-1, 1]), sums));
      const atTargets = tf.sub(tf.gatherND(softmax, entries), weights);
      const logitGrads = tf.tensorScatterUpdate(softmax, entries, atTargets) as tf.Tensor2D;
      return [
        loss,
        tf.matMul(logitGrads, kernelTransposed),
        tf.matMul(tf.transpose(rows), logitGrads),
        tf.sum(logitGrads, 0),
      ];
    }),
  );
  if (parts.length === 1) return parts[0];
  const column = (index: number) => parts.map((part) => part[index]);
  const loss = tf.addN(column(0));
  return keepGrads ? [loss, tf.concat(column(1), 0), tf.addN(column(2)), tf.addN(column(3))] : [loss];
}
