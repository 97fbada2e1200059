import type { ReferenceMemory, ReferenceOperation } from "./index.ts";
import { floatsOrZeros, lstmMatrices, lstmOrder, maskNumbers } from "./lstm-inputs.ts";

/**
 * The gradient of `lstmForward`, backpropagated through time.
 *
 *   dC += dh∘o∘(1 - tanh²C')
 *   dz = [dC∘g∘i(1 - i), dC∘C∘f(1 - f), dC∘i∘(1 - g²), dh∘tanh(C')∘o(1 - o)]
 *   dx = dz·Kᵀ   dh ← dz·Rᵀ   dC ← dC∘f   dK += xᵀ·dz   dR += hᵀ·dz   db += dz
 *
 * where what a mask multiplied on the way forward, it multiplies on the way back.
 */
export const referenceLstmBackward: ReferenceOperation<"lstmBackward"> = (given, memory) => {
  const { batch, time, inputSize, hiddenSize } = given;
  const columns = 4 * hiddenSize;
  const { x, kernel, recurrent } = lstmMatrices(given, memory);
  const output = memory.float32(given.output, batch * time * hiddenSize);
  const gates = memory.float32(given.gates, batch * time * columns);
  const cells = memory.float32(given.cells, batch * time * hiddenSize);
  const outputGrad = floatsOrZeros(memory, given.outputGrad, batch * time * hiddenSize);
  const initialHidden = floatsOrZeros(memory, given.initialHidden, batch * hiddenSize);
  const initialCell = floatsOrZeros(memory, given.initialCell, batch * hiddenSize);
  const finalHiddenGrad = floatsOrZeros(memory, given.finalHiddenGrad, batch * hiddenSize);
  const finalCellGrad = floatsOrZeros(memory, given.finalCellGrad, batch * hiddenSize);
  const inputMask = maskNumbers(memory, given.inputMask, batch * inputSize);
  const hiddenMask = maskNumbers(memory, given.hiddenMask, batch * hiddenSize);
  const recurrentMask = maskNumbers(memory, given.recurrentMask, hiddenSize * columns);
  // Sums over rows and steps are kept in float64.
  const inputGrad = new Float64Array(given.inputGrad === 0 ? 0 : batch * time * inputSize);
  const kernelGrad = new Float64Array(inputSize * columns);
  const recurrentGrad = new Float64Array(hiddenSize * columns);
  const biasGrad = new Float64Array(columns);
  const initialHiddenGrad = new Float64Array(batch * hiddenSize);
  const initialCellGrad = new Float64Array(batch * hiddenSize);

  for (let row = 0; row < batch; row++) {
    const ofRow = row * hiddenSize;
    let hiddenGrad = Array.from(finalHiddenGrad.subarray(ofRow, ofRow + hiddenSize));
    const cellGrad = Array.from(finalCellGrad.subarray(ofRow, ofRow + hiddenSize));
    const order = lstmOrder(given, memory, row);
    for (let place = order.length - 1; place >= 0; place--) {
      const at = row * time + order[place];
      const before = place > 0 ? (row * time + order[place - 1]) * hiddenSize : undefined;
      const gateGrads = new Float64Array(columns);
      for (let unit = 0; unit < hiddenSize; unit++) {
        const [i, f, g, o] = [0, 1, 2, 3].map((gate) => gates[at * columns + gate * hiddenSize + unit]);
        const squashed = Math.tanh(cells[at * hiddenSize + unit]);
        const cell = before === undefined ? initialCell[ofRow + unit] : cells[before + unit];
        const dh = hiddenGrad[unit] + outputGrad[at * hiddenSize + unit];
        const dC = cellGrad[unit] + dh * o * (1 - squashed ** 2);
        gateGrads[unit] = dC * g * i * (1 - i);
        gateGrads[hiddenSize + unit] = dC * cell * f * (1 - f);
        gateGrads[2 * hiddenSize + unit] = dC * i * (1 - g ** 2);
        gateGrads[3 * hiddenSize + unit] = dh * squashed * o * (1 - o);
        cellGrad[unit] = dC * f;
      }
      const dot = (weight: (column: number) => number) =>
        gateGrads.reduce((sum, grad, column) => sum + grad * weight(column), 0);
      const mask = (unit: number) => hiddenMask(ofRow + unit);
      hiddenGrad = hiddenGrad.map((_, unit) => mask(unit) * dot((column) => recurrent(unit, column)));
      for (let index = 0; index < inputGrad.length / (batch * time); index++) {
        const factor = inputMask(row * inputSize + index);
        inputGrad[at * inputSize + index] = factor * dot((column) => kernel(index, column));
      }
      const entered = x(row, order[place]);
      gateGrads.forEach((grad, column) => {
        biasGrad[column] += grad;
        for (const [index, value] of entered) kernelGrad[index * columns + column] += value * grad;
        for (let unit = 0; unit < hiddenSize; unit++) {
          const hidden = before === undefined ? initialHidden[ofRow + unit] : output[before + unit];
          const factor = mask(unit) * recurrentMask(unit * columns + column);
          recurrentGrad[unit * columns + column] += factor * hidden * grad;
        }
      });
    }
    initialHiddenGrad.set(hiddenGrad, ofRow);
    initialCellGrad.set(cellGrad, ofRow);
  }
  write(memory, given.inputGrad, inputGrad);
  write(memory, given.kernelGrad, kernelGrad);
  write(memory, given.recurrentKernelGrad, recurrentGrad);
  write(memory, given.biasGrad, biasGrad);
  write(memory, given.initialHiddenGrad, initialHiddenGrad);
  write(memory, given.initialCellGrad, initialCellGrad);
};

/** What has no place is not wanted. */
function write(memory: ReferenceMemory, offset: number, values: Float64Array): void {
  if (offset !== 0) memory.float32(offset, values.length).set(values);
}
