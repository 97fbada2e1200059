import * as tf from "@tensorflow/tfjs-core";
import { blockLstm, blockLstmGrad, type TensorflowBackend } from "./block-lstm.ts";

const BACKEND = "tensorflow";
/** Of more ids than this a one-hot vector is not made: the composed kernel gathers rows. */
const MOST_ONE_HOT = 1024;

type Inputs = Readonly<Record<string, tf.Tensor | undefined>>;

interface Attributes {
  readonly lengths: readonly number[] | undefined;
  readonly reverse: boolean;
  readonly keepActivations: boolean;
}

/**
 * Registers lstm-core's LstmSequence and LstmSequenceGrad for `tensorflow` on TensorFlow's own LSTM op.
 *
 * What that op cannot do (rows of different lengths, masks, a large vocabulary of ids, odd sizes) goes to
 * lstm-core's composed kernels, which are registered as ComposedLstmSequence and ComposedLstmSequenceGrad.
 */
export function registerTensorflowLstm(): void {
  register("LstmSequence", forward);
  register("LstmSequenceGrad", backward);
}

type Kernel = (inputs: Inputs, attributes: Attributes, backend: TensorflowBackend) => tf.Tensor[];

function register(kernelName: string, run: Kernel): void {
  if (tf.getKernel(kernelName, BACKEND) != null) return;
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc(call) {
      const inputs = call.inputs as unknown as Inputs;
      const attributes = call.attrs as unknown as Attributes;
      if (!fits(inputs, attributes)) return composed(kernelName).kernelFunc(call);
      return tf.tidy(() => run(inputs, attributes, call.backend as TensorflowBackend));
    },
  });
}

function fits(inputs: Inputs, { lengths }: Attributes): boolean {
  const { input, kernel, recurrentKernel, inputMask, hiddenMask, recurrentMask } = inputs;
  const hasMask = [inputMask, hiddenMask, recurrentMask].some((mask) => mask != null);
  if (hasMask || lengths !== undefined || !input || !kernel || !recurrentKernel) return false;
  // The op writes a warning into the log at each call with such sizes: it is slow then.
  const isOdd = (size: number) => size % 2 === 1;
  if (isOdd(input.shape[0]) && (isOdd(kernel.shape[0]) || isOdd(recurrentKernel.shape[0]))) return false;
  return input.dtype === "float32" || kernel.shape[0] <= MOST_ONE_HOT;
}

function composed(kernelName: string): tf.KernelConfig {
  const name = `Composed${kernelName}`;
  const kernel = tf.getKernel(name, BACKEND);
  if (kernel == null)
    throw new Error(`${kernelName}: expected the kernel ${name}, which @engram/lstm-core registers`);
  return kernel;
}

function forward(
  inputs: Inputs,
  { reverse, keepActivations }: Attributes,
  backend: TensorflowBackend,
): tf.Tensor[] {
  const made = blockLstm(backend, blockInputs(inputs, reverse));
  const [cells, hidden] = [made[1], made[6]];
  const last = (steps: tf.Tensor3D) => tf.gather(steps, steps.shape[0] - 1);
  const outputs = [batchMajor(hidden, reverse), last(hidden), last(cells)];
  return keepActivations ? [...outputs, ...made] : outputs;
}

function backward(inputs: Inputs, { reverse }: Attributes, backend: TensorflowBackend): tf.Tensor[] {
  const { input, kernel, recurrentKernel, outputGrad, finalHiddenGrad, finalCellGrad } = inputs as Record<
    string,
    tf.Tensor
  >;
  const activations = Array.from({ length: 7 }, (_, index) => inputs[`activation${index}`] as tf.Tensor);
  const atLastStep = (grad: tf.Tensor) =>
    tf.pad(tf.expandDims(grad, 0), [
      [activations[0].shape[0] - 1, 0],
      [0, 0],
      [0, 0],
    ]);
  const hiddenGrad = tf.add(timeMajor(outputGrad as tf.Tensor3D, reverse), atLastStep(finalHiddenGrad));
  const [inputGrad, cellGrad, firstHiddenGrad, weightGrad, biasGrad] = blockLstmGrad(
    backend,
    blockInputs(inputs, reverse),
    activations,
    { cells: atLastStep(finalCellGrad), hidden: hiddenGrad },
  );
  const ofWeights = tf.split(weightGrad, [kernel.shape[0], recurrentKernel.shape[0]], 0);
  const grads = [...ofWeights, biasGrad, firstHiddenGrad, cellGrad];
  return input.dtype === "int32" ? grads : [batchMajor(inputGrad as tf.Tensor3D, reverse), ...grads];
}

/** In the order in which the steps run. */
function blockInputs(inputs: Inputs, reverse: boolean) {
  const { input, kernel, recurrentKernel, bias, initialHidden, initialCell } = inputs as Record<
    string,
    tf.Tensor
  >;
  const vectors = input.dtype === "int32" ? tf.cast(tf.oneHot(input, kernel.shape[0]), "float32") : input;
  return {
    input: timeMajor(vectors as tf.Tensor3D, reverse),
    hidden: initialHidden,
    cell: initialCell,
    weights: tf.concat([kernel, recurrentKernel], 0),
    bias,
  };
}

function timeMajor(batchMajor: tf.Tensor3D, reverse: boolean): tf.Tensor3D {
  const steps = tf.transpose(batchMajor, [1, 0, 2]);
  return reverse ? tf.reverse(steps, 0) : steps;
}

function batchMajor(steps: tf.Tensor3D, reverse: boolean): tf.Tensor3D {
  return tf.transpose(reverse ? tf.reverse(steps, 0) : steps, [1, 0, 2]);
}
