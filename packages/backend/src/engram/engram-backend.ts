import type { Heap, Kernels } from "@engram/kernels";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { StoredTensor } from "./stored-tensor.ts";

type Values = tf.backend_util.BackendValues;

/**
 * The TensorFlow.js backend `engram`: `cpu` with its hot kernels replaced by those of @engram/kernels.
 *
 * A kernel of ours takes `offsetOf` its inputs and `makeOutput`, then runs an operation with those offsets.
 * Everything else is inherited and works on arrays of JavaScript's; what either made is read by the other.
 */
export class EngramBackend extends MathBackendCPU {
  readonly kernels: Kernels;
  private readonly heap: Heap;
  /** What the running kernel of ours has made so far. */
  private made: object[] = [];

  /** @param kernels the backend's from now on: `dispose` ends their threads. */
  constructor(kernels: Kernels) {
    super();
    this.kernels = kernels;
    this.heap = kernels.heap;
  }

  /**
   * Where a tensor's numbers lie in the heap: bytes from its start, until the tensor is disposed.
   *
   * Moves what is not yet there, and that may grow the heap: make views after all offsets are known.
   *
   * @throws for strings and complex numbers; RangeError where the heap is full.
   */
  offsetOf(tensor: tf.TensorInfo): number {
    const stored = this.storedAt(tensor.dataId);
    if (stored.dtype !== tensor.dtype) {
      throw new Error(`offsetOf: expected ${tensor.dtype} in the heap, got ${stored.dtype}`);
    }
    return stored.offsetInHeap();
  }

  /** A tensor's numbers, to be read at once: not to be kept past the next allocation, nor written to. */
  numbersOf(tensor: tf.TensorInfo): ArrayLike<number> {
    return this.storedAt(tensor.dataId).values as ArrayLike<number>;
  }

  /** A tensor in a new block of the heap, whose numbers are whatever was there before. */
  override makeOutput(shape: number[], dtype: "float32" | "int32"): tf.TensorInfo;
  /** As `cpu` has it: a tensor of the given values. */
  override makeOutput<T extends tf.Tensor>(values: Values, shape: number[], dtype: tf.DataType): T;
  override makeOutput(
    first: Values | number[],
    second: tf.DataType | number[],
    dtype?: tf.DataType,
  ): tf.TensorInfo {
    if (dtype !== undefined) return super.makeOutput(first as Values, second as number[], dtype);
    const shape = first as number[];
    const length = tf.util.sizeFromShape(shape);
    return this.tensorInBlock(length, second as tf.DataType, shape);
  }

  /**
   * A block of `length` float32 numbers in a tensor of shape [0], for what a kernel leaves to its gradient.
   *
   * TensorFlow.js makes zeros, as many as an output has by its shape, for every output that nothing depended on.
   */
  makeHidden(length: number): tf.TensorInfo {
    return this.tensorInBlock(length, "float32", [0]);
  }

  /**
   * Runs a kernel of ours. Where it gives nothing or throws (the heap may be full), what it made is freed.
   *
   * @returns what the kernel returns: undefined when it leaves the call to that of `cpu`.
   */
  attempt<Result>(kernel: () => Result | undefined): Result | undefined {
    this.made = [];
    let result: Result | undefined;
    try {
      result = kernel();
      return result;
    } finally {
      if (result === undefined) for (const dataId of this.made) this.disposeData(dataId);
    }
  }

  /** What a program gives is copied: it may write to its array again. */
  override write(values: Values, shape: number[], dtype: tf.DataType): object {
    const copy = ArrayBuffer.isView(values) ? values.slice() : values;
    return this.tensorOf(StoredTensor.ofArray(this.heap, copy, dtype, 1), shape).dataId;
  }

  override makeTensorInfo(shape: number[], dtype: tf.DataType, values?: Values | string[]): tf.TensorInfo {
    const kept = this.withoutViews(encoded(values));
    return this.tensorOf(StoredTensor.ofArray(this.heap, kept, dtype, 1), shape);
  }

  override move(
    dataId: object,
    values: Values,
    _shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    this.data.set(dataId, StoredTensor.ofArray(this.heap, values, dtype, refCount));
  }

  /** A copy: it stays what it is when the tensor is disposed. */
  override readSync(dataId: object): Values {
    const stored = this.storedAt(dataId);
    return stored.dtype === "complex64" ? super.readSync(dataId) : stored.copy();
  }

  override disposeData(dataId: object, force = false): boolean {
    const stored = this.data.has(dataId) ? this.storedAt(dataId) : undefined;
    const isGone = super.disposeData(dataId, force);
    if (isGone) stored?.release();
    return isGone;
  }

  /** `tf.memory()` with the heap's use, its peak and what it has taken from the system, in bytes. */
  override memory() {
    const { bytesInUse, peakBytes, bytesReserved } = this.heap;
    return { ...super.memory(), heap: { bytesInUse, peakBytes, bytesReserved } };
  }

  override dispose(): void {
    this.kernels.dispose();
  }

  private tensorInBlock(length: number, dtype: tf.DataType, shape: number[]): tf.TensorInfo {
    const tensor = this.tensorOf(StoredTensor.ofBlock(this.heap, length, dtype), shape);
    this.made.push(tensor.dataId);
    return tensor;
  }

  private tensorOf(stored: StoredTensor, shape: number[]): tf.TensorInfo {
    const dataId = {};
    this.data.set(dataId, stored);
    return { dataId, shape, dtype: stored.dtype };
  }

  private storedAt(dataId: object): StoredTensor {
    return this.data.get(dataId) as StoredTensor;
  }

  /** Some kernels of `cpu` (a slice of whole rows) give a view of their input as result: of a block, a copy. */
  private withoutViews(values: Values | undefined): Values | undefined {
    const isOfHeap = ArrayBuffer.isView(values) && values.buffer === this.heap.memory.buffer;
    return isOfHeap ? values.slice() : values;
  }
}

/** Strings are kept as UTF-8, as `cpu` does. */
function encoded(values: Values | string[] | undefined): Values | undefined {
  if (!Array.isArray(values) || typeof values[0] !== "string") return values as Values | undefined;
  return (values as string[]).map((text) => tf.util.encodeString(text));
}
