import type { ReferenceOperation } from "./index.ts";

/** output[i] = value. */
export const referenceFill: ReferenceOperation<"fill"> = ({ output, count, value }, memory) => {
  memory.float32(output, count).fill(value);
};

/** y += factor * x. */
export const referenceAxpy: ReferenceOperation<"axpy"> = (given, memory) => {
  const x = memory.float32(given.x, given.count);
  const y = memory.float32(given.y, given.count);
  for (let index = 0; index < given.count; index++) y[index] += given.factor * x[index];
};

/**
 * Copies a block of sizes size0 to size3: (i, j, k, l) from i * inputStride0 + j * inputStride1 +
 * k * inputStride2 + l to the same of the output's strides. Slices, concatenations and paddings are such.
 */
export const referenceCopyStrided: ReferenceOperation<"copyStrided"> = (given, memory) => {
  for (let i = 0; i < given.size0; i++) {
    for (let j = 0; j < given.size1; j++) {
      for (let k = 0; k < given.size2; k++) {
        const from = i * given.inputStride0 + j * given.inputStride1 + k * given.inputStride2;
        const to = i * given.outputStride0 + j * given.outputStride1 + k * given.outputStride2;
        const row = memory.float32(given.input + 4 * from, given.size3);
        memory.float32(given.output + 4 * to, given.size3).set(row);
      }
    }
  }
};

/** input [batches, rows, columns] -> output [batches, columns, rows]. */
export const referenceTranspose2d: ReferenceOperation<"transpose2d"> = (given, memory) => {
  const { batches, rows, columns } = given;
  const input = memory.float32(given.input, batches * rows * columns);
  const output = memory.float32(given.output, batches * rows * columns);
  for (let index = 0; index < input.length; index++) {
    const batch = Math.floor(index / (rows * columns));
    const row = Math.floor(index / columns) % rows;
    output[(batch * columns + (index % columns)) * rows + row] = input[index];
  }
};
