import type * as tf from "@tensorflow/tfjs-core";

/**
 * The contract of the two kernels behind `lstmSequence`, for backends that bring their own.
 *
 * `LstmSequence` returns `[output [B,T,H], finalHidden [B,H], finalCell [B,H], ...activations]`;
 * `activations` is whatever the same backend's `LstmSequenceGrad` needs, and empty unless `keepActivations`.
 * `LstmSequenceGrad` returns the gradients of `[input, kernel, recurrentKernel, bias, initialHidden,
 * initialCell]`, without the first where the input is token ids.
 */
export const LSTM_SEQUENCE = "LstmSequence";
export const LSTM_SEQUENCE_GRAD = "LstmSequenceGrad";

export interface LstmSequenceInputs {
  /** float32 [B,T,I], or int32 token ids [B,T] that stand for one-hot rows of length I. */
  readonly input: tf.Tensor;
  readonly kernel: tf.Tensor2D; // [I,4H]
  readonly recurrentKernel: tf.Tensor2D; // [H,4H]
  readonly bias: tf.Tensor1D; // [4H]
  readonly initialHidden: tf.Tensor2D; // [B,H]
  readonly initialCell: tf.Tensor2D; // [B,H]
}

export interface LstmSequenceAttributes {
  /** Row b ends after lengths[b] of the T steps; undefined where every row has T. */
  readonly lengths: readonly number[] | undefined;
  /** Goes from each row's last step to its first. */
  readonly reverse: boolean;
  readonly keepActivations: boolean;
}

export interface LstmSequenceGradInputs extends LstmSequenceInputs {
  readonly output: tf.Tensor3D; // [B,T,H]
  readonly outputGrad: tf.Tensor3D; // [B,T,H]
  readonly finalHiddenGrad: tf.Tensor2D; // [B,H]
  readonly finalCellGrad: tf.Tensor2D; // [B,H]
  readonly activation0: tf.Tensor;
  readonly [activation: `activation${number}`]: tf.Tensor;
}

/** The step that runs as the `order`-th of `steps`. */
export function stepAt(order: number, steps: number, reverse: boolean): number {
  return reverse ? steps - 1 - order : order;
}
