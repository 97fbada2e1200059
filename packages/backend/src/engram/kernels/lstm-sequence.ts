import type { Kernels } from "@engram/kernels";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { EngramBackend } from "../engram-backend.ts";
import type { EngramKernel, KernelCall } from "../engram-kernel.ts";

/** By the contract of lstm-core: inputs [B,T,I] or ids [B,T], weights in Keras' layout, state [B,H]. */
interface LstmAttributes {
  readonly lengths: readonly number[] | undefined; // [B]
  readonly reverse: boolean;
  readonly keepActivations: boolean;
}

const GATES = 4;

/** The LSTM over a sequence in one operation. Activations: the gates and the cell of every step. */
export const lstmSequence: EngramKernel = {
  kernelName: "LstmSequence",
  run({ inputs, attrs, backend }) {
    const attributes = attrs as unknown as LstmAttributes;
    const { batch, time, hiddenSize } = sizesOf(inputs);
    const output = backend.makeOutput([batch, time, hiddenSize], "float32");
    const finalHidden = backend.makeOutput([batch, hiddenSize], "float32");
    const finalCell = backend.makeOutput([batch, hiddenSize], "float32");
    const made = [output, finalHidden, finalCell];
    const outputs = { output, finalHidden, finalCell };
    if (!attributes.keepActivations) {
      runOnHeap(backend, "lstmForward", inputs, outputs, attributes);
      return made;
    }
    const gates = backend.makeHidden(batch * time * GATES * hiddenSize);
    const cells = backend.makeHidden(batch * time * hiddenSize);
    runOnHeap(backend, "lstmForward", inputs, { ...outputs, gates, cells }, attributes);
    return [...made, gates, cells];
  },
};

/** Its gradient; of token ids there is none. */
export const lstmSequenceGrad: EngramKernel = {
  kernelName: "LstmSequenceGrad",
  run({ inputs, attrs, backend }) {
    const { activation0: gates, activation1: cells, ...given } = inputs;
    const names = ["input", "kernel", "recurrentKernel", "bias", "initialHidden", "initialCell"];
    const wanted = isIds(inputs.input) ? names.slice(1) : names;
    const grads = Object.fromEntries(
      wanted.map((name) => [`${name}Grad`, backend.makeOutput(inputs[name].shape, "float32")]),
    );
    const attributes = attrs as unknown as LstmAttributes;
    runOnHeap(backend, "lstmBackward", { ...given, gates, cells }, grads, attributes);
    return Object.values(grads);
  },
};

/** Runs an operation whose arguments are named as the tensors are. */
function runOnHeap(
  backend: EngramBackend,
  operation: "lstmForward" | "lstmBackward",
  inputs: KernelCall["inputs"],
  outputs: Readonly<Record<string, TensorInfo>>,
  { lengths, reverse }: LstmAttributes,
): void {
  const offsets: Record<string, number> = {};
  for (const [name, tensor] of Object.entries({ ...inputs, ...outputs })) {
    // Gradients of what nothing depended on are absent.
    if (tensor == null) continue;
    offsets[tensor === inputs.input && isIds(tensor) ? "tokenIds" : name] = backend.offsetOf(tensor);
  }
  withLengths(backend.kernels, lengths, (lengthsOffset) =>
    backend.kernels.run(operation, {
      ...offsets,
      ...sizesOf(inputs),
      lengths: lengthsOffset,
      reverse: Number(reverse),
    }),
  );
}

/** Puts the lengths into the heap for as long as `run` lasts; offset 0 where there are none. */
function withLengths(
  { heap }: Kernels,
  lengths: readonly number[] | undefined,
  run: (offset: number) => void,
): void {
  const offset = lengths === undefined ? 0 : heap.allocate(4 * lengths.length);
  try {
    if (lengths !== undefined) heap.int32(offset, lengths.length).set(lengths);
    run(offset);
  } finally {
    if (offset !== 0) heap.release(offset);
  }
}

function sizesOf({ input, kernel, recurrentKernel }: KernelCall["inputs"]) {
  const [batch, time] = input.shape;
  return { batch, time, inputSize: kernel.shape[0], hiddenSize: recurrentKernel.shape[0] };
}

function isIds(input: TensorInfo): boolean {
  return input.dtype === "int32";
}
