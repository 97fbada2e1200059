import type { ReferenceOperation } from "./index.ts";

/** The sum of the squares of all numbers. */
export const referenceSumOfSquares: ReferenceOperation<"sumOfSquares"> = (given, memory) => {
  const input = memory.float32(given.input, given.count);
  memory.float32(given.output, 1)[0] = input.reduce((sum, value) => sum + value * value, 0);
};
