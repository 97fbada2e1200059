import type { ReferenceOperation } from "./index.ts";

/** output[n] = table[ids[n]]; zeros for an id that the table does not have. [V,E], [N] -> [N,E]. */
export const referenceEmbeddingGather: ReferenceOperation<"embeddingGather"> = (given, memory) => {
  const { count, width, vocabulary } = given;
  const table = memory.float32(given.table, vocabulary * width);
  const output = memory.float32(given.output, count * width).fill(0);
  memory.int32(given.ids, count).forEach((id, row) => {
    if (id < 0 || id >= vocabulary) return;
    output.set(table.subarray(id * width, (id + 1) * width), row * width);
  });
};

/** output[v] = the sum of rows[n] over all n with ids[n] = v. [N,E], [N] -> [V,E]. */
export const referenceEmbeddingScatterAdd: ReferenceOperation<"embeddingScatterAdd"> = (given, memory) => {
  const { count, width, vocabulary } = given;
  const rows = memory.float32(given.rows, count * width);
  const output = memory.float32(given.output, vocabulary * width).fill(0);
  memory.int32(given.ids, count).forEach((id, row) => {
    if (id < 0 || id >= vocabulary) return;
    for (let column = 0; column < width; column++) output[id * width + column] += rows[row * width + column];
  });
};
