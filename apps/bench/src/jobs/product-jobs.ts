import type { ProductJob } from "./job.ts";

/** [rows, inner, columns] of the products in the other jobs, and what of them is stored transposed. */
const SHAPES: readonly (readonly [
  rows: number,
  inner: number,
  columns: number,
  transposed: "" | "A" | "B",
])[] = [
  // One time step of the textbook's model, forward, backward, and its weights' gradient over all steps.
  [128, 128, 512, ""],
  [128, 512, 128, "B"],
  [128, 5120, 512, "A"],
  // The same at H 512.
  [128, 512, 2048, ""],
  [128, 2048, 512, "B"],
  [512, 5120, 2048, "A"],
  // The character model's second layer: its input over all steps.
  [2500, 128, 512, ""],
  // The word model: the input, the logits and their two gradients.
  [400, 200, 800, ""],
  [400, 200, 10_000, ""],
  [400, 10_000, 200, "B"],
  [200, 400, 10_000, "A"],
];

/** Matrix products at the shapes that occur in the other jobs. */
export const PRODUCT_JOBS: readonly ProductJob[] = SHAPES.map(([rows, inner, columns, transposed]) => ({
  kind: "product",
  name: `gemm-${rows}x${inner}x${columns}${transposed === "" ? "" : `-t${transposed.toLowerCase()}`}`,
  isScaling: false,
  threads: null,
  rows,
  inner,
  columns,
  transposeA: transposed === "A",
  transposeB: transposed === "B",
}));
