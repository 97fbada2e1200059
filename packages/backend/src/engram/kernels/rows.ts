import * as tf from "@tensorflow/tfjs-core";
import type { EngramBackend } from "../engram-backend.ts";
import type { EngramKernel } from "../engram-kernel.ts";

/** Rows of a table, chosen by number along its first axis. */
export const gatherV2: EngramKernel = {
  kernelName: "GatherV2",
  run({ inputs: { x, indices }, attrs: { axis, batchDims }, backend }) {
    if (axis !== 0 || batchDims !== 0) return undefined;
    return gatherRows(backend, x, indices, [...indices.shape, ...x.shape.slice(1)]);
  },
};

/** The same for indices [...,1]. */
export const gatherNd: EngramKernel = {
  kernelName: "GatherNd",
  run({ inputs: { params, indices }, backend }) {
    if (indices.shape.at(-1) !== 1) return undefined;
    return gatherRows(backend, params, indices, [...indices.shape.slice(0, -1), ...params.shape.slice(1)]);
  },
};

/** Sums of rows by number; a row whose number is below 0 counts nowhere. */
export const unsortedSegmentSum: EngramKernel = {
  kernelName: "UnsortedSegmentSum",
  run({ inputs: { x, segmentIds }, attrs, backend }) {
    const numSegments = attrs.numSegments as number;
    if (segmentIds.shape.length !== 1) return undefined;
    return addRows(backend, x, segmentIds, [numSegments, ...x.shape.slice(1)]);
  },
};

/** The same for indices [N,1]. */
export const scatterNd: EngramKernel = {
  kernelName: "ScatterNd",
  run({ inputs: { indices, updates }, attrs, backend }) {
    const shape = attrs.shape as number[];
    if (indices.shape.length !== 2 || indices.shape[1] !== 1 || !areInside(backend, indices, shape[0])) {
      return undefined;
    }
    return addRows(backend, updates, indices, shape);
  },
};

/** undefined where a number is outside: the kernel of `cpu` says what is wrong. */
function gatherRows(
  backend: EngramBackend,
  table: tf.TensorInfo,
  ids: tf.TensorInfo,
  shape: number[],
): tf.TensorInfo | undefined {
  if (table.dtype !== "float32" || ids.dtype !== "int32" || !areInside(backend, ids, table.shape[0])) {
    return undefined;
  }
  const offsets = { table: backend.offsetOf(table), ids: backend.offsetOf(ids) };
  const output = backend.makeOutput(shape, "float32");
  backend.kernels.run("embeddingGather", {
    ...offsets,
    output: backend.offsetOf(output),
    ...rowSizes(ids, table.shape),
  });
  return output;
}

function addRows(
  backend: EngramBackend,
  rows: tf.TensorInfo,
  ids: tf.TensorInfo,
  shape: number[],
): tf.TensorInfo | undefined {
  if (rows.dtype !== "float32" || ids.dtype !== "int32") return undefined;
  const offsets = { rows: backend.offsetOf(rows), ids: backend.offsetOf(ids) };
  const output = backend.makeOutput(shape, "float32");
  backend.kernels.run("embeddingScatterAdd", {
    ...offsets,
    output: backend.offsetOf(output),
    ...rowSizes(ids, shape),
  });
  return output;
}

/** How many ids there are, and the numbers of a row and the rows of the table [V,...] that they point into. */
function rowSizes(ids: tf.TensorInfo, [vocabulary, ...row]: number[]) {
  return { count: tf.util.sizeFromShape(ids.shape), width: tf.util.sizeFromShape(row), vocabulary };
}

function areInside(backend: EngramBackend, ids: tf.TensorInfo, vocabulary: number): boolean {
  const numbers = backend.numbersOf(ids);
  for (let index = 0; index < numbers.length; index++) {
    if (!(numbers[index] >= 0 && numbers[index] < vocabulary)) return false;
  }
  return true;
}
