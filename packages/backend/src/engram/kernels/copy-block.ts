import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { EngramBackend } from "../engram-backend.ts";

/** One dimension of a block that is copied; strides are in numbers. */
export interface BlockDimension {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

const BYTES = 4;

/** What a copy may move: numbers of four bytes. */
export function canCopy({ dtype, shape }: TensorInfo): boolean {
  return (dtype === "float32" || dtype === "int32") && !shape.includes(0);
}

/**
 * The numbers between which a tensor's neighbours lie along each dimension: [T*E, E, 1] of [B,T,E].
 */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let dimension = shape.length - 2; dimension >= 0; dimension--) {
    strides[dimension] = strides[dimension + 1] * shape[dimension + 1];
  }
  return strides;
}

/**
 * Copies a block of numbers between two places in the heap.
 *
 * @param dimensions outermost first.
 * @param starts where the block begins, in numbers from each tensor's first.
 * @returns false, with nothing done, where it has more dimensions than the operation takes, joined as they may be.
 */
export function copyBlock(
  backend: EngramBackend,
  { input, output }: { input: number; output: number },
  dimensions: readonly BlockDimension[],
  starts: { from: number; to: number },
): boolean {
  const joined = joinDimensions(dimensions);
  // The innermost runs without gaps on both sides.
  if (joined.at(-1)?.from !== 1 || joined.at(-1)?.to !== 1) joined.push({ size: 1, from: 1, to: 1 });
  if (joined.length > 4) return false;
  while (joined.length < 4) joined.unshift({ size: 1, from: 0, to: 0 });
  const [first, second, third, last] = joined;
  backend.kernels.run("copyStrided", {
    input: input + BYTES * starts.from,
    output: output + BYTES * starts.to,
    size0: first.size,
    size1: second.size,
    size2: third.size,
    size3: last.size,
    inputStride0: first.from,
    inputStride1: second.from,
    inputStride2: third.from,
    outputStride0: first.to,
    outputStride1: second.to,
    outputStride2: third.to,
  });
  return true;
}

/** Two that follow each other without a gap are one. */
function joinDimensions(dimensions: readonly BlockDimension[]): BlockDimension[] {
  const joined: BlockDimension[] = [];
  for (const dimension of dimensions) {
    if (dimension.size === 1) continue;
    const last = joined.at(-1);
    const { size, from, to } = dimension;
    if (last !== undefined && last.from === size * from && last.to === size * to) {
      joined[joined.length - 1] = { size: last.size * size, from, to };
    } else joined.push(dimension);
  }
  return joined;
}
