/**
 * The speed of matrix products at the shapes of LSTM language models, for each build and number of threads.
 *
 *   pnpm --filter @engram/kernels build && node bench/gemm-shapes.mjs [builds=all] [threads=1,2]
 *
 * The bare multiply-add loops that these are to be compared with: pnpm bench --jobs gemm.
 */
import { bestTime, onEveryBuild, rate } from "./every-build.mjs";

const SHAPES = [
  // [rows, columns, inner, which is stored transposed]: a step of the recurrence and its gradients at H 128, 512.
  [128, 512, 128, ""],
  [128, 128, 512, "B"],
  [128, 512, 5120, "A"],
  [128, 2048, 512, ""],
  [128, 512, 2048, "B"],
  [512, 2048, 5120, "A"],
  // The input of a second layer, over all steps; logits of 65 characters.
  [2500, 512, 128, ""],
  [2500, 65, 128, ""],
  // The word model: input, logits and their gradients.
  [400, 800, 200, ""],
  [400, 10_000, 200, ""],
  [400, 200, 10_000, "B"],
  [200, 10_000, 400, "A"],
];
const MILLISECONDS = 300;

await onEveryBuild((kernels) => {
  for (const shape of SHAPES) console.log(describe(kernels, shape));
});

function describe(kernels, [rows, columns, inner, transposed]) {
  const { heap } = kernels;
  const a = heap.allocate(4 * rows * inner);
  const b = heap.allocate(4 * inner * columns);
  const c = heap.allocate(4 * rows * columns);
  for (const [offset, length] of [
    [a, rows * inner],
    [b, inner * columns],
  ]) {
    heap.float32(offset, length).forEach((_, index, numbers) => {
      numbers[index] = Math.sin(index);
    });
  }
  const sizes = { a, b, c, rows, columns, inner, batches: 1, cStride: columns };
  const time = bestTime(
    () =>
      kernels.run("gemm", {
        ...sizes,
        aStride: transposed === "A" ? rows : inner,
        bStride: transposed === "B" ? inner : columns,
        transposeA: transposed === "A" ? 1 : 0,
        transposeB: transposed === "B" ? 1 : 0,
      }),
    MILLISECONDS,
  );
  for (const offset of [a, b, c]) heap.release(offset);
  const name = `[${rows},${inner}] x [${inner},${columns}]${transposed && `, ${transposed} transposed`}`;
  return `  ${name.padEnd(36)} ${time.toFixed(3).padStart(9)} ms ${rate(2 * rows * columns * inner, time)}`;
}
