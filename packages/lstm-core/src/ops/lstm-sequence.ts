import * as tf from "@tensorflow/tfjs-core";
import { GATES } from "../gate-order.ts";
import { composedLstmSequence } from "../kernels/composed-lstm-sequence.ts";
import { composedLstmSequenceGrad } from "../kernels/composed-lstm-sequence-grad.ts";
import {
  LSTM_SEQUENCE,
  LSTM_SEQUENCE_GRAD,
  type LstmSequenceAttributes,
  type LstmSequenceGradInputs,
  type LstmSequenceInputs,
} from "../kernels/lstm-sequence-contract.ts";
import { isRecordingGradients, runOverridableKernel } from "../kernels/overridable-kernel.ts";
import type { LayerState } from "../lstm-state.ts";

/** The weights of one layer and direction, in Keras' layout and the gate order of `GATES`. */
export interface LstmWeights {
  readonly kernel: tf.Tensor2D; // [I,4H]
  readonly recurrentKernel: tf.Tensor2D; // [H,4H]
  readonly bias: tf.Tensor1D; // [4H]
}

export interface LstmSequenceOptions {
  /** Row b has lengths[b] steps, each in [1, T]; without it every row has T. */
  readonly lengths?: Int32Array | undefined;
  /** Goes from each row's last step to its first; the output stays in the order of the input. */
  readonly reverse?: boolean;
}

/**
 * One LSTM layer in one direction over a whole sequence: one entry on the gradient tape.
 *
 * The output is zero past a row's length; the final state is the one at the row's own end (in reverse: at
 * its first step, having started at its last), as with PyTorch's packed sequences.
 *
 * @param input float32 [B,T,I], or int32 token ids [B,T] in [0, I), which stand for one-hot vectors: the
 *   product with the kernel is then a choice of its rows and [B,T,I] is never made.
 * @param state the state before the first step, [B,H] each; it gets a gradient too.
 * @returns `output` [B,T,H] and the final `state`.
 * @throws RangeError when the shapes or lengths do not fit.
 */
export function lstmSequence(
  input: tf.Tensor3D | tf.Tensor2D,
  weights: LstmWeights,
  state: LayerState,
  { lengths, reverse = false }: LstmSequenceOptions = {},
): { output: tf.Tensor3D; state: LayerState } {
  checkShapes(input, weights, state, lengths);
  registerLstmSequenceGradient();
  const inputs: LstmSequenceInputs = {
    input,
    ...weights,
    initialHidden: state.hidden,
    initialCell: state.cell,
  };
  const attributes: LstmSequenceAttributes = {
    lengths: lengths?.every((length) => length === input.shape[1]) ? undefined : lengths && [...lengths],
    reverse,
    keepActivations: isRecordingGradients(),
  };
  const [output, hidden, cell, ...activations] = runOverridableKernel(
    LSTM_SEQUENCE,
    inputs,
    attributes,
    composedLstmSequence,
  );
  tf.dispose(activations);
  return {
    output: output as tf.Tensor3D,
    state: { hidden: hidden as tf.Tensor2D, cell: cell as tf.Tensor2D },
  };
}

const INPUT_NAMES = ["input", "kernel", "recurrentKernel", "bias", "initialHidden", "initialCell"] as const;
/** More activations than any backend keeps. */
const MOST_ACTIVATIONS = 16;

function registerLstmSequenceGradient(): void {
  if (tf.getGradient(LSTM_SEQUENCE) !== undefined) return;
  tf.registerGradient({
    kernelName: LSTM_SEQUENCE,
    inputsToSave: [...INPUT_NAMES],
    outputsToSave: [true, false, false, ...new Array<boolean>(MOST_ACTIVATIONS).fill(true)],
    gradFunc: (outputGrads, saved, attributes) => {
      const [outputGrad, finalHiddenGrad, finalCellGrad] = outputGrads as tf.Tensor[];
      const [output, ...activations] = saved.slice(INPUT_NAMES.length);
      const inputs = Object.fromEntries([
        ...INPUT_NAMES.map((name, index) => [name, saved[index]]),
        ...Object.entries({ output, outputGrad, finalHiddenGrad, finalCellGrad }),
        ...activations.map((activation, index) => [`activation${index}`, activation]),
      ]) as unknown as LstmSequenceGradInputs;
      const grads = runOverridableKernel(
        LSTM_SEQUENCE_GRAD,
        inputs,
        attributes as unknown as LstmSequenceAttributes,
        composedLstmSequenceGrad,
      );
      const names = inputs.input.dtype === "int32" ? INPUT_NAMES.slice(1) : INPUT_NAMES;
      return Object.fromEntries(names.map((name, index) => [name, () => grads[index]]));
    },
  });
}

function checkShapes(
  input: tf.Tensor,
  { kernel, recurrentKernel, bias }: LstmWeights,
  { hidden, cell }: LayerState,
  lengths: Int32Array | undefined,
): void {
  const expectShape = (name: string, actual: readonly number[], expected: readonly number[]) => {
    if (!tf.util.arraysEqual(actual as number[], expected as number[])) {
      throw new RangeError(`lstmSequence: expected ${name} [${expected}], got [${actual}]`);
    }
  };
  const isIds = input.dtype === "int32" && input.rank === 2;
  if (!isIds && !(input.dtype === "float32" && input.rank === 3)) {
    throw new RangeError(
      `lstmSequence: expected input float32 [B,T,I] or int32 [B,T], got ${input.dtype} [${input.shape}]`,
    );
  }
  const [batch, time] = input.shape;
  const inputSize = isIds ? kernel.shape[0] : (input.shape[2] as number);
  const hiddenSize = recurrentKernel.shape[0];
  const width = GATES.length * hiddenSize;
  if (batch < 1 || time < 1) {
    throw new RangeError(`lstmSequence: expected at least one row and one step, got [${input.shape}]`);
  }
  expectShape("kernel", kernel.shape, [inputSize, width]);
  expectShape("recurrentKernel", recurrentKernel.shape, [hiddenSize, width]);
  expectShape("bias", bias.shape, [width]);
  expectShape("hidden", hidden.shape, [batch, hiddenSize]);
  expectShape("cell", cell.shape, [batch, hiddenSize]);
  if (lengths === undefined) return;
  if (lengths.length !== batch || lengths.some((length) => !(length >= 1 && length <= time))) {
    throw new RangeError(`lstmSequence: expected ${batch} lengths in [1, ${time}], got [${lengths}]`);
  }
}
