import * as tf from "@tensorflow/tfjs-core";

/** What is used of the backend of @tensorflow/tfjs-node. */
export interface TensorflowBackend extends tf.KernelBackend {
  readonly binding: Readonly<
    Record<"TF_FLOAT" | "TF_INT64" | "TF_ATTR_FLOAT" | "TF_ATTR_BOOL" | "TF_ATTR_TYPE", number>
  >;
  readonly tensorMap: tf.DataStorage<{ dtype: number }>;
  executeMultipleOutputs(
    name: string,
    attributes: readonly { name: string; type: number; value: number | boolean }[],
    inputs: readonly { dataId: object }[],
    outputs: number,
  ): tf.Tensor[];
}

/** Steps in the order in which they run. */
export interface BlockLstmInputs {
  readonly input: tf.Tensor; // [T,B,I]
  readonly hidden: tf.Tensor; // [B,H], before the first step
  readonly cell: tf.Tensor; // [B,H]
  readonly weights: tf.Tensor; // [I+H,4H]
  readonly bias: tf.Tensor; // [4H]
}

/**
 * TensorFlow's LSTM over a sequence.
 *
 * @returns i, C', f, o, g, tanh C' and h of every step, [T,B,H] each.
 */
export function blockLstm(backend: TensorflowBackend, given: BlockLstmInputs): tf.Tensor3D[] {
  const attributes = [attribute(backend, "cell_clip", "FLOAT", 0), ...commonAttributes(backend)];
  return backend.executeMultipleOutputs(
    "BlockLSTMV2",
    attributes,
    inputsOf(backend, given),
    7,
  ) as tf.Tensor3D[];
}

/**
 * Its gradient.
 *
 * @param activations what {@link blockLstm} returned.
 * @param grads by the cell and the hidden state of every step, [T,B,H] each.
 * @returns by input, first cell, first hidden state, weights and bias.
 */
export function blockLstmGrad(
  backend: TensorflowBackend,
  given: BlockLstmInputs,
  activations: readonly tf.Tensor[],
  { cells, hidden }: { cells: tf.Tensor; hidden: tf.Tensor },
): tf.Tensor[] {
  const inputs = [...inputsOf(backend, given), ...activations, cells, hidden];
  const made = backend.executeMultipleOutputs("BlockLSTMGradV2", commonAttributes(backend), inputs, 8);
  return [...made.slice(0, 4), made[7]];
}

function inputsOf(backend: TensorflowBackend, { input, hidden, cell, weights, bias }: BlockLstmInputs) {
  const peephole = tf.zeros([hidden.shape[1] as number]);
  return [int64(backend, input.shape[0]), input, cell, hidden, weights, peephole, peephole, peephole, bias];
}

function commonAttributes(backend: TensorflowBackend) {
  return [
    attribute(backend, "use_peephole", "BOOL", false),
    attribute(backend, "T", "TYPE", backend.binding.TF_FLOAT),
  ];
}

function attribute(
  { binding }: TensorflowBackend,
  name: string,
  type: "FLOAT" | "BOOL" | "TYPE",
  value: number | boolean,
) {
  return { name, type: binding[`TF_ATTR_${type}`], value };
}

const numbers = new WeakMap<TensorflowBackend, Map<number, { dataId: object }>>();

/**
 * A scalar of a type that TensorFlow.js does not have: an int32 one, renamed. One for each number is kept: the
 * package's own Int64Scalar leaves a handle behind with every call.
 */
function int64(backend: TensorflowBackend, value: number): { dataId: object } {
  const known = numbers.get(backend) ?? new Map<number, { dataId: object }>();
  numbers.set(backend, known);
  let scalar = known.get(value);
  if (scalar === undefined) {
    scalar = { dataId: backend.write(Int32Array.of(value, 0), [], "int32") as object };
    backend.tensorMap.get(scalar.dataId).dtype = backend.binding.TF_INT64;
    known.set(value, scalar);
  }
  return scalar;
}
