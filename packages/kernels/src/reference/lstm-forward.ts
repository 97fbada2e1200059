import type { ReferenceOperation } from "./index.ts";
import { floatsOrZeros, lstmMatrices, lstmOrder, maskNumbers } from "./lstm-inputs.ts";

/**
 * The LSTM over sequences.
 *
 *   i, f, o = σ(x·K + h·R + b)   g = tanh(x·K + h·R + b)   C' = f∘C + i∘g   h' = o∘tanh(C')
 *
 * (Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000.)
 * Masks multiply x, the h that enters the product, and R.
 */
export const referenceLstmForward: ReferenceOperation<"lstmForward"> = (given, memory) => {
  const { batch, time, hiddenSize } = given;
  const { x, kernel, recurrent, bias } = lstmMatrices(given, memory);
  const initialHidden = floatsOrZeros(memory, given.initialHidden, batch * hiddenSize);
  const initialCell = floatsOrZeros(memory, given.initialCell, batch * hiddenSize);
  const hiddenMask = maskNumbers(memory, given.hiddenMask, batch * hiddenSize);
  const output = memory.float32(given.output, batch * time * hiddenSize).fill(0);
  const gates = given.gates === 0 ? undefined : memory.float32(given.gates, batch * time * 4 * hiddenSize);
  const cells = given.cells === 0 ? undefined : memory.float32(given.cells, batch * time * hiddenSize);

  for (let row = 0; row < batch; row++) {
    const ofRow = row * hiddenSize;
    let hidden = Array.from(initialHidden.subarray(ofRow, ofRow + hiddenSize));
    let cell = Array.from(initialCell.subarray(ofRow, ofRow + hiddenSize));
    for (const step of lstmOrder(given, memory, row)) {
      const at = row * time + step;
      const entering = hidden.map((value, unit) => value * hiddenMask(ofRow + unit));
      const sums = bias.map((value, column) => {
        let sum = value;
        for (const [index, factor] of x(row, step)) sum += factor * kernel(index, column);
        for (let unit = 0; unit < hiddenSize; unit++) sum += entering[unit] * recurrent(unit, column);
        return sum;
      });
      const gate = (index: number) => sums.slice(index * hiddenSize, (index + 1) * hiddenSize);
      const [i, f, o] = [gate(0), gate(1), gate(3)].map((values) => values.map(sigmoid));
      const g = gate(2).map(Math.tanh);
      cell = cell.map((value, unit) => f[unit] * value + i[unit] * g[unit]);
      hidden = cell.map((value, unit) => o[unit] * Math.tanh(value));
      gates?.set([...i, ...f, ...g, ...o], at * 4 * hiddenSize);
      cells?.set(cell, at * hiddenSize);
      output.set(hidden, at * hiddenSize);
    }
    if (given.finalHidden !== 0) memory.float32(given.finalHidden, batch * hiddenSize).set(hidden, ofRow);
    if (given.finalCell !== 0) memory.float32(given.finalCell, batch * hiddenSize).set(cell, ofRow);
  }
};

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
