import type { OperationArguments } from "../abi.ts";
import type { ReferenceMemory } from "./index.ts";

type LstmArguments = Required<
  Pick<
    OperationArguments<"lstmForward"> & OperationArguments<"lstmBackward">,
    "input" | "tokenIds" | "kernel" | "recurrentKernel" | "lengths" | "inputMask" | "recurrentMask"
  > &
    Pick<OperationArguments<"lstmForward">, "batch" | "time" | "inputSize" | "hiddenSize" | "reverse">
> & { readonly bias?: number };

export function floatsOrZeros(memory: ReferenceMemory, offset: number, length: number): Float32Array {
  return offset === 0 ? new Float32Array(length) : memory.float32(offset, length);
}

/** A mask's numbers by index: 1 where there is no mask. */
export function maskNumbers(
  memory: ReferenceMemory,
  offset: number,
  length: number,
): (index: number) => number {
  if (offset === 0) return () => 1;
  const numbers = memory.float32(offset, length);
  return (index) => numbers[index];
}

/** The steps of a row in the order in which they are taken. */
export function lstmOrder(given: LstmArguments, memory: ReferenceMemory, row: number): number[] {
  const length = given.lengths === 0 ? given.time : memory.int32(given.lengths, given.batch)[row];
  const steps = Array.from({ length }, (_, step) => step);
  return given.reverse ? steps.reverse() : steps;
}

/** The masked input as [index, value] of what is not zero (of a token id, one), and the masked weights. */
export function lstmMatrices(given: LstmArguments, memory: ReferenceMemory) {
  const { batch, time, inputSize, hiddenSize } = given;
  const columns = 4 * hiddenSize;
  const input = given.input === 0 ? undefined : memory.float32(given.input, batch * time * inputSize);
  const tokenIds = given.tokenIds === 0 ? undefined : memory.int32(given.tokenIds, batch * time);
  const kernel = memory.float32(given.kernel, inputSize * columns);
  const recurrentKernel = memory.float32(given.recurrentKernel, hiddenSize * columns);
  const inputMask = maskNumbers(memory, given.inputMask, batch * inputSize);
  const recurrentMask = maskNumbers(memory, given.recurrentMask, hiddenSize * columns);
  return {
    x(row: number, step: number): [index: number, value: number][] {
      const at = row * time + step;
      const mask = (index: number) => inputMask(row * inputSize + index);
      if (input === undefined) {
        const id = tokenIds?.[at] ?? 0;
        return [[id, mask(id)]];
      }
      return Array.from({ length: inputSize }, (_, index) => [
        index,
        input[at * inputSize + index] * mask(index),
      ]);
    },
    kernel: (index: number, column: number) => kernel[index * columns + column],
    recurrent: (unit: number, column: number) =>
      recurrentKernel[unit * columns + column] * recurrentMask(unit * columns + column),
    bias: Array.from(floatsOrZeros(memory, given.bias ?? 0, columns)),
  };
}
