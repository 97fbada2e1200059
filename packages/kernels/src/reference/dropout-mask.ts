import type { ReferenceOperation } from "./index.ts";

const MASK = 0xffff_ffffn;

/** Each row [N] of a mask [B,N], `repeats` times: 1 / (1 - rate) where a unit is kept, 0 where it is dropped. */
export const referenceDropoutMask: ReferenceOperation<"dropoutMask"> = (given, memory) => {
  const { rows, width, repeats } = given;
  const output = memory.float32(given.output, rows * repeats * width);
  const counter = (block: number) => [block, given.stepLow, given.stepHigh, given.site];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const index = row * width + column;
      const word = philox(counter(Math.floor(index / 4)), [given.seedLow, given.seedHigh])[index % 4];
      const value = word >= given.threshold ? given.scale : 0;
      for (let repeat = 0; repeat < repeats; repeat++)
        output[(row * repeats + repeat) * width + column] = value;
    }
  }
};

/** Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011) in whole numbers. */
function philox(counter: readonly number[], key: readonly number[]): number[] {
  let [c0, c1, c2, c3] = counter.map(BigInt);
  let [key0, key1] = key.map(BigInt);
  for (let round = 0; round < 10; round++) {
    const product0 = 0xd2511f53n * c0;
    const product1 = 0xcd9e8d57n * c2;
    [c0, c1] = [(product1 >> 32n) ^ c1 ^ key0, product1 & MASK];
    [c2, c3] = [(product0 >> 32n) ^ c3 ^ key1, product0 & MASK];
    key0 = (key0 + 0x9e3779b9n) & MASK;
    key1 = (key1 + 0xbb67ae85n) & MASK;
  }
  return [c0, c1, c2, c3].map(Number);
}
