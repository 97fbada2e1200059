import * as tf from "@tensorflow/tfjs-core";

/**
 * The order in which the gates' blocks of H columns stand in `kernel`, `recurrentKernel` and `bias`.
 *
 * Keras' and TensorFlow's order (i, f, c, o). PyTorch's i, f, g, o is the same one: its g is the candidate.
 * No other file knows it.
 */
export const GATES = ["input", "forget", "candidate", "output"] as const;

export type Gate = (typeof GATES)[number];

/** The four blocks [..,H] of `joined` [..,4H]. */
export function splitGates<Joined extends tf.Tensor1D | tf.Tensor2D>(joined: Joined): Record<Gate, Joined> {
  const blocks = tf.split<Joined>(joined, GATES.length, joined.rank - 1);
  return Object.fromEntries(GATES.map((gate, index) => [gate, blocks[index]])) as Record<Gate, Joined>;
}

/** The inverse of {@link splitGates}: [N,4H] of four blocks [N,H]. */
export function joinGates(blocks: Readonly<Record<Gate, tf.Tensor2D>>): tf.Tensor2D {
  return tf.concat(
    GATES.map((gate) => blocks[gate]),
    1,
  );
}

/** One number per column of a [.., 4H] array: `value(gate)` in each of the gate's H columns. */
export function gateColumns(hiddenSize: number, value: (gate: Gate) => number): Float32Array {
  const columns = new Float32Array(GATES.length * hiddenSize);
  GATES.forEach((gate, index) => {
    columns.fill(value(gate), index * hiddenSize, (index + 1) * hiddenSize);
  });
  return columns;
}
