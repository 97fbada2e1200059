import * as tf from "@tensorflow/tfjs-core";
import type { NamedArray } from "./named-array.ts";

/** The working memory of one layer and direction: hidden `h` and cell `C`, [B,H] each. */
export interface LayerState {
  readonly hidden: tf.Tensor2D;
  readonly cell: tf.Tensor2D;
}

/** The working memory of a stack: index layer * D + direction (D is 2 when bidirectional, else 1). */
export type LstmState = readonly LayerState[];

/**
 * A state of zeros for layers (and directions) of the given hidden sizes.
 *
 * @param hiddenSizes H of each entry, in the order of {@link LstmState}.
 */
export function zeroState(batchSize: number, hiddenSizes: readonly number[]): LstmState {
  return hiddenSizes.map((hiddenSize) => ({
    hidden: tf.zeros([batchSize, hiddenSize]),
    cell: tf.zeros([batchSize, hiddenSize]),
  }));
}

/** A state with tensors of its own, which outlive those of `state`. */
export function cloneState(state: LstmState): LstmState {
  return state.map(({ hidden, cell }) => ({ hidden: tf.clone(hidden), cell: tf.clone(cell) }));
}

/** Frees the tensors of a state. */
export function disposeState(state: LstmState): void {
  for (const { hidden, cell } of state) tf.dispose([hidden, cell]);
}

/** The state as named tensors, which a trainer can carry and save: "0.hidden", "0.cell", "1.hidden", … */
export function stateToTensors(state: LstmState): tf.NamedTensorMap {
  return Object.fromEntries(
    state.flatMap(({ hidden, cell }, index) => [
      [`${index}.hidden`, hidden],
      [`${index}.cell`, cell],
    ]),
  );
}

/**
 * The inverse of {@link stateToTensors}; the tensors are those given, not copies.
 *
 * @throws RangeError when a name is missing or unknown, or a hidden and its cell differ in shape.
 */
export function stateFromTensors(tensors: tf.NamedTensorMap): LstmState {
  const names = Object.keys(tensors);
  return Array.from({ length: Math.ceil(names.length / 2) }, (_, index) => {
    const hidden = tensors[`${index}.hidden`] as tf.Tensor2D | undefined;
    const cell = tensors[`${index}.cell`] as tf.Tensor2D | undefined;
    if (hidden === undefined || cell === undefined) {
      throw new RangeError(`stateFromTensors: expected ${index}.hidden and ${index}.cell, got ${names}`);
    }
    if (hidden.shape.length !== 2 || !tf.util.arraysEqual(hidden.shape, cell.shape)) {
      throw new RangeError(
        `stateFromTensors: expected two tensors [B,H] for ${index}, got [${hidden.shape}] and [${cell.shape}]`,
      );
    }
    return { hidden, cell };
  });
}

/** The numbers of a state, to look at or to save: the same names as {@link stateToTensors}. */
export async function stateToArrays(state: LstmState): Promise<Record<string, NamedArray>> {
  const entries = Object.entries(stateToTensors(state)).map(
    async ([name, tensor]) =>
      [name, { shape: tensor.shape, data: (await tensor.data()) as Float32Array }] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** The state of numbers that {@link stateToArrays} gave; its tensors are new. */
export function stateFromArrays(arrays: Readonly<Record<string, NamedArray>>): LstmState {
  return stateFromTensors(
    Object.fromEntries(
      Object.entries(arrays).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape], "float32")]),
    ),
  );
}
