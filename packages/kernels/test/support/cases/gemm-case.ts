import { callCase, type DrawCase } from "./operation-case.ts";

export const gemmCase: DrawCase = (draw) => {
  const [rows, columns, inner] = [draw.size(300), draw.size(300), draw.size(600, 0)];
  const batches = draw.pick([1, 1, 1, draw.size(5)]);
  const flags = { transposeA: draw.flag(), transposeB: draw.flag(), accumulate: draw.flag() };
  const { transposeA, transposeB, accumulate } = flags;
  const aStride = (transposeA ? rows : inner) + draw.integer(6);
  const bStride = (transposeB ? inner : columns) + draw.integer(6);
  const cStride = columns + draw.integer(6);
  const aBatchStride = (transposeA ? inner : rows) * aStride + draw.integer(3);
  // One matrix for all of the batches, too.
  const bBatchStride = draw.flag() ? (transposeB ? columns : inner) * bStride : 0;
  const cBatchStride = rows * cStride + draw.integer(3);
  return callCase("gemm", 1e-5, {
    inputs: {
      a: draw.numbers(batches * aBatchStride),
      b: draw.numbers(Math.max(1, bBatchStride) * batches + (transposeB ? columns : inner) * bStride),
      c: draw.numbers(batches * cBatchStride),
      ...(draw.flag() ? { bias: draw.numbers(columns) } : {}),
    },
    outputs: { c: "c" },
    values: {
      ...{
        rows,
        columns,
        inner,
        batches,
        aStride,
        bStride,
        cStride,
        aBatchStride,
        bBatchStride,
        cBatchStride,
      },
      transposeA: Number(transposeA),
      transposeB: Number(transposeB),
      accumulate: Number(accumulate),
      activation: draw.integer(4),
    },
  });
};
