import type { Kernels } from "../../src/node/index.ts";
import { runOperation, someNumbers } from "./run-operation.ts";

/** An LSTM over sequences: sizes, and which of the optional arguments there are. */
export interface LstmCall {
  readonly batch: number;
  readonly time: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly ids?: boolean;
  readonly lengths?: readonly number[] | undefined;
  readonly reverse?: boolean;
  readonly hasState?: boolean;
  readonly hasMasks?: boolean;
}

type Arrays = Record<string, Float32Array | Int32Array>;

/** Uneven masks with zeros, as dropout has them. */
function someMask(length: number, seed: number): Float32Array {
  return someNumbers(length, seed).map((value) => (value < -0.4 ? 0 : 1.4));
}

/** All inputs of the forward operation but those that `changed` has. */
export function lstmInputs(call: LstmCall, changed: Arrays = {}): Arrays {
  const { batch, time, inputSize, hiddenSize } = call;
  const input = call.ids
    ? { tokenIds: Int32Array.from({ length: batch * time }, (_, index) => (index * 7 + 3) % inputSize) }
    : { input: someNumbers(batch * time * inputSize, 1) };
  const state = {
    initialHidden: someNumbers(batch * hiddenSize, 5),
    initialCell: someNumbers(batch * hiddenSize, 6),
  };
  const masks = {
    inputMask: someMask(batch * inputSize, 7),
    hiddenMask: someMask(batch * hiddenSize, 8),
    recurrentMask: someMask(4 * hiddenSize ** 2, 9),
  };
  return {
    ...input,
    kernel: someNumbers(inputSize * 4 * hiddenSize, 2, 2 / Math.sqrt(inputSize)),
    recurrentKernel: someNumbers(4 * hiddenSize ** 2, 3, 2 / Math.sqrt(hiddenSize)),
    bias: someNumbers(4 * hiddenSize, 4),
    ...(call.lengths === undefined ? {} : { lengths: Int32Array.from(call.lengths) }),
    ...(call.hasState ? state : {}),
    ...(call.hasMasks ? masks : {}),
    ...changed,
  };
}

/** Output, final state and, unless `keep` is false, what the backward needs. */
export function lstmForward(each: Kernels, call: LstmCall, { keep = true, changed = {} } = {}) {
  const { batch, time, inputSize, hiddenSize } = call;
  const state = batch * hiddenSize;
  const kept = { gates: time * 4 * state, cells: time * state };
  return runOperation(each, "lstmForward", {
    inputs: lstmInputs(call, changed),
    outputs: { output: time * state, finalHidden: state, finalCell: state, ...(keep ? kept : {}) },
    values: { batch, time, inputSize, hiddenSize, reverse: call.reverse ? 1 : 0 },
  });
}

/** The gradients that arrive, for calls that are not about their values. */
export function lstmGrads({ batch, time, hiddenSize }: LstmCall): Arrays {
  return {
    outputGrad: someNumbers(batch * time * hiddenSize, 10),
    finalHiddenGrad: someNumbers(batch * hiddenSize, 11),
    finalCellGrad: someNumbers(batch * hiddenSize, 12),
  };
}

/** The gradients of a forward run's inputs. `without` names those that are not wanted. */
export function lstmBackward(
  each: Kernels,
  call: LstmCall,
  forward: Readonly<Record<string, Float32Array>>,
  { grads = lstmGrads(call), changed = {}, without = [] as readonly string[] } = {},
) {
  const { batch, time, inputSize, hiddenSize } = call;
  const { bias: _, ...inputs } = lstmInputs(call, changed);
  const { output, gates, cells } = forward;
  const outputs: Record<string, number> = {
    ...(call.ids ? {} : { inputGrad: batch * time * inputSize }),
    kernelGrad: inputSize * 4 * hiddenSize,
    recurrentKernelGrad: 4 * hiddenSize ** 2,
    biasGrad: 4 * hiddenSize,
    initialHiddenGrad: batch * hiddenSize,
    initialCellGrad: batch * hiddenSize,
  };
  for (const name of without) delete outputs[name];
  return runOperation(each, "lstmBackward", {
    inputs: { ...inputs, output, gates, cells, ...grads },
    outputs,
    values: { batch, time, inputSize, hiddenSize, reverse: call.reverse ? 1 : 0 },
  });
}
