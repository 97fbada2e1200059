import type { Kernels } from "../../src/node/index.ts";

/** Runs `unary` (square) on `count` numbers and returns the sum of the results. */
export function squares(kernels: Kernels, count: number): number {
  const { heap } = kernels;
  const [input, output] = [heap.allocate(4 * count), heap.allocate(4 * count)];
  heap.float32(input, count).fill(3);
  kernels.run("unary", { kind: 11, input, output, count });
  const sum = heap.float32(output, count).reduce((total, value) => total + value, 0);
  heap.release(input);
  heap.release(output);
  return sum;
}

/** So many numbers are divided among threads; so few are not. */
export const MANY = 300_000;
export const FEW = 5;
