/**
 * The order in which the gates' blocks of H columns stand in `kernel`, `recurrentKernel` and `bias`.
 *
 * Keras' and TensorFlow's order (i, f, c, o). PyTorch's i, f, g, o is the same one: its g is the candidate.
 * No other file knows it.
 */
export const GATES = ["input", "forget", "candidate", "output"] as const;

export type Gate = (typeof GATES)[number];

/** One number per column of a [.., 4H] array: `value(gate)` in each of the gate's H columns. */
export function gateColumns(hiddenSize: number, value: (gate: Gate) => number): Float32Array {
  const columns = new Float32Array(GATES.length * hiddenSize);
  GATES.forEach((gate, index) => {
    columns.fill(value(gate), index * hiddenSize, (index + 1) * hiddenSize);
  });
  return columns;
}
