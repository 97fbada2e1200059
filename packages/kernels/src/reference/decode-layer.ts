import { addProduct } from "./decode-product.ts";
import type { ReferenceOperation } from "./index.ts";
import { UNARY } from "./unary.ts";

/**
 * One LSTM layer for one token of each row, gates in the order i, f, c, o:
 *
 *   z [4H] = start + x W + h U,   C = σ(z_f) C + σ(z_i) tanh(z_c),   nextHidden = σ(z_o) tanh(C)
 *
 * With tokenIds [B], x is the row of `input` [V,I] that the id chooses; with inputSize 0 there is no x, and
 * the id chooses the row of `start` [V,4H], which is otherwise the bias [4H]. Without tokenIds `input` is [B,I].
 */
export const referenceDecodeLayer: ReferenceOperation<"decodeLayer"> = (given, memory) => {
  const { batch, inputSize, hiddenSize: H } = given;
  const columns = 4 * H;
  const recurrent = { packed: given.recurrentWeights, scales: given.recurrentScales, rows: H, columns };
  const input = { packed: given.inputWeights, scales: given.inputScales, rows: inputSize, columns };
  const hidden = memory.float32(given.hidden, batch * H);
  const cell = memory.float32(given.cell, batch * H);
  const nextHidden = memory.float32(given.nextHidden, batch * H);
  for (let row = 0; row < batch; row++) {
    const tokenId = given.tokenIds === 0 ? row : memory.int32(given.tokenIds, batch)[row];
    const start = given.start + (inputSize === 0 ? 4 * tokenId * columns : 0);
    const sums = Float64Array.from(memory.float32(start, columns));
    if (inputSize > 0) {
      addProduct(sums, memory.float32(given.input + 4 * tokenId * inputSize, inputSize), input, memory);
    }
    addProduct(sums, hidden.subarray(row * H, (row + 1) * H), recurrent, memory);
    for (let unit = 0; unit < H; unit++) {
      const gate = (index: number) => sums[index * H + unit];
      const at = row * H + unit;
      const kept = UNARY.sigmoid(gate(1)) * cell[at];
      cell[at] = kept + UNARY.sigmoid(gate(0)) * Math.tanh(gate(2));
      nextHidden[at] = UNARY.sigmoid(gate(3)) * Math.tanh(cell[at]);
    }
  }
};
