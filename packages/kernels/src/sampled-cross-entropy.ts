import { binaryKind } from "./binary-kind.ts";
import type { Kernels } from "./kernels.ts";
import { reduceKind } from "./reduce-kind.ts";
import type { CandidateSample } from "./sample-log-uniform.ts";
import { unaryKind } from "./unary-kind.ts";

/** Offsets into the heap (of float32, unless said otherwise; 0 for absent where that may be) and sizes. */
export interface SampledCrossEntropy {
  readonly hidden: number; // [N,H]
  readonly kernel: number; // [V,H]
  readonly bias: number; // [V] or 0
  readonly targets: number; // int32 [N]
  readonly losses: number; // [N], written
  readonly loss: number; // [1], written
  readonly hiddenGrad: number; // [N,H], written
  readonly kernelGrad: number; // [V,H], written
  readonly biasGrad: number; // [V], written; or 0
  readonly rows: number; // N
  readonly hiddenSize: number; // H
  readonly vocabularySize: number; // V
  readonly scale: number;
  /** Targets that have no loss; default -1. */
  readonly ignoreId?: number;
}

/** Added to the logit of a candidate that is the row's target: its probability is 0 then. */
const ACCIDENTAL_HIT = -1e30;

/**
 * The cross-entropy of a softmax over each row's target and S sampled ids, and its gradients (Jean et al. 2015,
 * "On using very large target vocabulary for neural machine translation"): N S H products instead of N V H.
 *
 * From each logit the logarithm of the id's expected count is taken, so that the gradient is, with growing S,
 * that of the full softmax; a candidate that happens to be a row's target does not count in that row. The
 * losses (nats, not scaled; `loss` is `scale` times their sum) are of this smaller choice: perplexities come
 * from `linearCrossEntropy` alone.
 *
 * @throws RangeError when the heap has no room for S + 3 numbers a row and two rows of H for each of N + S.
 */
export function sampledCrossEntropy(
  kernels: Kernels,
  given: SampledCrossEntropy,
  sample: CandidateSample,
): void {
  const blocks: number[] = [];
  const allocate = (length: number) => {
    const offset = kernels.heap.allocate(4 * length);
    blocks.push(offset);
    return offset;
  };
  try {
    const { rows, hiddenSize } = given;
    const all = rows + sample.ids.length;
    const logits = rows * (1 + sample.ids.length);
    const work: Work = {
      ...{ kernels, given, candidates: sample.ids.length },
      ...{ ids: allocate(all), weights: allocate(all * hiddenSize), biases: allocate(all) },
      ...{ products: allocate(all * hiddenSize), logits: allocate(logits), factors: allocate(rows + 1) },
      ...{ sums: allocate(all + 1) },
    };
    gather(work, sample);
    computeLogits(work);
    maskHits(work, sample);
    computeLosses(work);
    computeHiddenGrad(work);
    computeKernelGrad(work);
  } finally {
    for (const block of blocks) kernels.heap.release(block);
  }
}

/** Blocks in the heap; what belongs to rows stands before what belongs to candidates. */
interface Work {
  readonly kernels: Kernels;
  readonly given: SampledCrossEntropy;
  readonly candidates: number; // S
  readonly ids: number; // int32 [N+S]
  readonly weights: number; // [N+S,H]
  readonly biases: number; // [N+S]: less the logarithm of the expected count
  readonly products: number; // [N+S,H]
  readonly logits: number; // [N,1+S]: the target's first; later their gradients
  readonly factors: number; // [N]
  readonly sums: number; // [1+N+S]
}

function gather({ kernels, given, ids, weights, biases, candidates }: Work, sample: CandidateSample): void {
  const { heap } = kernels;
  const { rows, hiddenSize, vocabularySize } = given;
  const count = rows + candidates;
  const all = heap.int32(ids, count);
  all.set(heap.int32(given.targets, rows));
  all.set(sample.ids, rows);
  const shape = { ids, count, vocabulary: vocabularySize };
  kernels.run("embeddingGather", { ...shape, table: given.kernel, output: weights, width: hiddenSize });
  if (given.bias === 0) heap.float32(biases, count).fill(0);
  else kernels.run("embeddingGather", { ...shape, table: given.bias, output: biases, width: 1 });
  const values = heap.float32(biases, count);
  const now = heap.int32(ids, count);
  for (let index = 0; index < count; index++) {
    if (now[index] >= 0 && now[index] < vocabularySize)
      values[index] -= Math.log(sample.expectedCount(now[index]));
  }
}

function computeLogits({ kernels, given, weights, biases, products, logits, sums, candidates }: Work): void {
  const { rows, hidden, hiddenSize } = given;
  const columns = 1 + candidates;
  kernels.run("gemm", {
    ...{
      a: hidden,
      aStride: hiddenSize,
      b: weights + 4 * rows * hiddenSize,
      bStride: hiddenSize,
      transposeB: 1,
    },
    ...{ c: logits + 4, cStride: columns, bias: biases + 4 * rows },
    ...{ rows, columns: candidates, inner: hiddenSize, batches: 1 },
  });
  multiply(kernels, rows, hiddenSize, { a: hidden, b: weights, output: products });
  const dot = { input: products, output: sums, outer: rows, reduced: hiddenSize, inner: 1 };
  kernels.run("reduce", { kind: reduceKind("sum"), ...dot });
  const values = kernels.heap.float32(logits, rows * columns);
  const dots = kernels.heap.float32(sums, rows);
  const offsets = kernels.heap.float32(biases, rows);
  for (let row = 0; row < rows; row++) values[row * columns] = dots[row] + offsets[row];
}

function maskHits({ kernels, given, logits, candidates }: Work, sample: CandidateSample): void {
  const columns = 1 + candidates;
  const columnOf = new Map(Array.from(sample.ids, (id, index) => [id, index + 1]));
  const values = kernels.heap.float32(logits, given.rows * columns);
  kernels.heap.int32(given.targets, given.rows).forEach((target, row) => {
    const column = columnOf.get(target);
    if (column !== undefined) values[row * columns + column] = ACCIDENTAL_HIT;
  });
}

/** The losses, and in place of the logits their gradients. */
function computeLosses({ kernels, given, logits, factors, candidates }: Work): void {
  const { heap } = kernels;
  const { rows, vocabularySize, scale, ignoreId = -1 } = given;
  const columns = 1 + candidates;
  kernels.run("logSoftmaxRows", { input: logits, output: logits, rows, columns });
  const targets = heap.int32(given.targets, rows);
  const losses = heap.float32(given.losses, rows);
  const logProbabilities = heap.float32(logits, rows * columns);
  const rowFactors = heap.float32(factors, rows);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const isWrong = targets[row] < 0 || targets[row] >= vocabularySize;
    if (targets[row] === ignoreId) losses[row] = 0;
    else losses[row] = isWrong ? Number.NaN : -logProbabilities[row * columns];
    rowFactors[row] = targets[row] === ignoreId ? 0 : scale;
    total += losses[row];
  }
  heap.float32(given.loss, 1)[0] = scale * total;
  kernels.run("unary", { kind: unaryKind("exp"), input: logits, output: logits, count: rows * columns });
  for (let row = 0; row < rows; row++) logProbabilities[row * columns] -= 1;
  kernels.run("binary", {
    ...{ kind: binaryKind("multiply"), rows, columns, a: logits, aRowStride: columns, aColumnStride: 1 },
    ...{ b: factors, bRowStride: 1, output: logits },
  });
}

function computeHiddenGrad({ kernels, given, weights, products, logits, candidates }: Work): void {
  const { rows, hiddenSize, hiddenGrad } = given;
  kernels.run("gemm", {
    ...{ a: logits + 4, aStride: 1 + candidates, b: weights + 4 * rows * hiddenSize, bStride: hiddenSize },
    ...{ c: hiddenGrad, cStride: hiddenSize, rows, columns: hiddenSize, inner: candidates, batches: 1 },
  });
  multiplyByColumn(kernels, rows, hiddenSize, {
    a: weights,
    b: logits,
    bRowStride: 1 + candidates,
    output: products,
  });
  kernels.run("axpy", { x: products, y: hiddenGrad, count: rows * hiddenSize, factor: 1 });
}

function computeKernelGrad({ kernels, given, ids, products, logits, sums, candidates }: Work): void {
  const { rows, hidden, hiddenSize, vocabularySize } = given;
  const columns = 1 + candidates;
  multiplyByColumn(kernels, rows, hiddenSize, {
    a: hidden,
    b: logits,
    bRowStride: columns,
    output: products,
  });
  kernels.run("gemm", {
    ...{ a: logits + 4, aStride: columns, transposeA: 1, b: hidden, bStride: hiddenSize },
    ...{ c: products + 4 * rows * hiddenSize, cStride: hiddenSize },
    ...{ rows: candidates, columns: hiddenSize, inner: rows, batches: 1 },
  });
  const shape = { ids, count: rows + candidates, vocabulary: vocabularySize };
  kernels.run("embeddingScatterAdd", {
    ...shape,
    rows: products,
    output: given.kernelGrad,
    width: hiddenSize,
  });
  if (given.biasGrad === 0) return;
  // The sums of the gradient's columns; the first, of the targets, gives way to them one by one.
  const column = { input: logits, output: sums + 4 * rows, outer: 1, reduced: rows, inner: columns };
  kernels.run("reduce", { kind: reduceKind("sum"), ...column });
  const gradients = kernels.heap.float32(logits, rows * columns);
  const each = kernels.heap.float32(sums + 4, rows);
  for (let row = 0; row < rows; row++) each[row] = gradients[row * columns];
  kernels.run("embeddingScatterAdd", { ...shape, rows: sums + 4, output: given.biasGrad, width: 1 });
}

interface Product {
  readonly a: number;
  readonly b: number;
  readonly output: number;
}

function multiply(kernels: Kernels, rows: number, columns: number, product: Product): void {
  const strides = { aRowStride: columns, aColumnStride: 1, bRowStride: columns, bColumnStride: 1 };
  kernels.run("binary", { kind: binaryKind("multiply"), rows, columns, ...product, ...strides });
}

/** Multiplies each row of a by a number: those of b are bRowStride apart. */
function multiplyByColumn(
  kernels: Kernels,
  rows: number,
  columns: number,
  product: Product & { readonly bRowStride: number },
): void {
  const strides = { aRowStride: columns, aColumnStride: 1 };
  kernels.run("binary", { kind: binaryKind("multiply"), rows, columns, ...product, ...strides });
}
