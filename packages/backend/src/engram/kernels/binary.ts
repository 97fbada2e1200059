import { type BinaryKind, binaryKind } from "@engram/kernels";
import * as tf from "@tensorflow/tfjs-core";
import type { EngramBackend } from "../engram-backend.ts";
import type { EngramKernel } from "../engram-kernel.ts";
import { type BroadcastGroup, broadcastGroups } from "./broadcast-groups.ts";

/** TensorFlow.js' names of the functions that the operation `binary` has. */
const KINDS: Readonly<Record<string, BinaryKind>> = {
  Add: "add",
  Sub: "subtract",
  Multiply: "multiply",
  RealDiv: "divide",
  Maximum: "maximum",
  Minimum: "minimum",
  SquaredDifference: "squaredDifference",
};

const BYTES = 4;
/** Of the groups beyond two, each index is an operation of its own: not for crumbs. */
const MOST_OPERATIONS = 1024;

/** Two numbers to one, with broadcasting. */
export const binaryKernels: readonly EngramKernel[] = Object.entries(KINDS).map(([kernelName, name]) => ({
  kernelName,
  run: ({ inputs: { a, b }, backend }) =>
    (name === "multiply" ? timesOne(backend, a, b) : undefined) ?? broadcast(backend, name, a, b),
}));

/** The gradient by the input of elu, from that by its output y. */
export const eluGrad: EngramKernel = {
  kernelName: "EluGrad",
  run: ({ inputs: { dy, y }, backend }) => broadcast(backend, "eluGrad", dy, y),
};

/** The gradient of a loss is multiplied by 1 where nothing comes after the loss: that needs no new numbers. */
function timesOne(backend: EngramBackend, a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo | undefined {
  if (b.shape.length > 0 || a.dtype !== "float32" || b.dtype !== "float32") return undefined;
  if (backend.numbersOf(b)[0] !== 1) return undefined;
  backend.incRef(a.dataId);
  return { dataId: a.dataId, shape: a.shape, dtype: a.dtype };
}

function broadcast(
  backend: EngramBackend,
  name: BinaryKind,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
): tf.TensorInfo | undefined {
  if (a.dtype !== "float32" || b.dtype !== "float32") return undefined;
  const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const groups = broadcastGroups(shape, a.shape, b.shape);
  const times = groups.length < 3 ? 1 : groups[0].size;
  if (groups.length > 3 || times > MOST_OPERATIONS || shape.includes(0)) return undefined;
  const [aOffset, bOffset] = [backend.offsetOf(a), backend.offsetOf(b)];
  const made = backend.makeOutput(shape, "float32");
  const output = backend.offsetOf(made);
  const matrix = strides(groups.slice(-2));
  const skip = (runs: boolean, inMatrix: (group: BroadcastGroup) => boolean) =>
    runs
      ? BYTES * tf.util.sizeFromShape(groups.slice(1).map((group) => (inMatrix(group) ? group.size : 1)))
      : 0;
  const aSkip = times === 1 ? 0 : skip(groups[0].inA, ({ inA }) => inA);
  const bSkip = times === 1 ? 0 : skip(groups[0].inB, ({ inB }) => inB);
  for (let index = 0; index < times; index++) {
    backend.kernels.run("binary", {
      kind: binaryKind(name),
      a: aOffset + index * aSkip,
      b: bOffset + index * bSkip,
      output: output + BYTES * index * matrix.rows * matrix.columns,
      ...matrix,
    });
  }
  return made;
}

/** Up to two groups as the rows and columns of a matrix. */
function strides(groups: readonly BroadcastGroup[]) {
  const one: BroadcastGroup = { size: 1, inA: true, inB: true };
  const [row, column] = [one, one, ...groups].slice(-2);
  const rowStride = (inRow: boolean, inColumn: boolean) => (inRow ? (inColumn ? column.size : 1) : 0);
  return {
    rows: row.size,
    columns: column.size,
    aRowStride: rowStride(row.inA, column.inA),
    aColumnStride: Number(column.inA),
    bRowStride: rowStride(row.inB, column.inB),
    bColumnStride: Number(column.inB),
  };
}
