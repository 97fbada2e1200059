import type { Heap } from "@engram/kernels";
import type { backend_util, DataType, TensorInfo } from "@tensorflow/tfjs-core";

type Values = backend_util.BackendValues;

/**
 * The numbers of one tensor, either in an array of JavaScript's, where the kernels inherited from `cpu` leave
 * their results, or in a block of the heap.
 *
 * Those kernels read `values`: of a block it is a view, made when it is asked for, because any growth of a
 * memory that is not shared detaches the views of it.
 */
export class StoredTensor {
  readonly dtype: DataType;
  refCount: number;
  /** Set by the kernel `Complex`; such a tensor has no numbers of its own. */
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  private readonly heap: Heap;
  private array: Values | undefined;
  private offset = 0;
  private length = 0;
  private view: Float32Array | Int32Array | Uint8Array | undefined;

  private constructor(heap: Heap, dtype: DataType, refCount: number) {
    this.heap = heap;
    this.dtype = dtype;
    this.refCount = refCount;
  }

  /** Keeps `array` itself: nobody may write to it any more. */
  static ofArray(heap: Heap, array: Values | undefined, dtype: DataType, refCount: number): StoredTensor {
    const stored = new StoredTensor(heap, dtype, refCount);
    stored.array = array;
    return stored;
  }

  /** A new block for `length` numbers, not cleared. */
  static ofBlock(heap: Heap, length: number, dtype: DataType): StoredTensor {
    const stored = new StoredTensor(heap, dtype, 1);
    stored.takeBlock(length);
    return stored;
  }

  /** What is read must not be kept past the next allocation in the heap, and never written to. */
  get values(): Values {
    // A complex tensor has none, and nothing asks it.
    return this.offset === 0 ? (this.array as Values) : this.viewOfBlock();
  }

  /** A copy that outlives the tensor. */
  copy(): Values {
    const { values } = this;
    return ArrayBuffer.isView(values) ? values.slice() : values;
  }

  /** Where the numbers lie in the heap, having been moved there where they were not: bytes from its start. */
  offsetInHeap(): number {
    if (this.offset !== 0) return this.offset;
    const { array } = this;
    if (array === undefined) throw new Error(`offsetOf: expected numbers in a tensor, got ${this.dtype}`);
    this.takeBlock(array.length);
    this.viewOfBlock().set(array as ArrayLike<number>);
    this.array = undefined;
    return this.offset;
  }

  /** Frees the block, where there is one. */
  release(): void {
    if (this.offset === 0) return;
    this.heap.release(this.offset);
    this.offset = 0;
    this.view = undefined;
  }

  private takeBlock(length: number): void {
    this.offset = this.heap.allocate(length * bytesPerNumber(this.dtype));
    this.length = length;
  }

  private viewOfBlock(): Float32Array | Int32Array | Uint8Array {
    if (this.view?.buffer === this.heap.memory.buffer) return this.view;
    const { heap, dtype, offset, length } = this;
    if (dtype === "float32") this.view = heap.float32(offset, length);
    else this.view = dtype === "int32" ? heap.int32(offset, length) : heap.uint8(offset, length);
    return this.view;
  }
}

/** @throws RangeError for the types that have no place in the heap. */
function bytesPerNumber(dtype: DataType): number {
  if (dtype === "float32" || dtype === "int32") return 4;
  if (dtype === "bool") return 1;
  throw new RangeError(`EngramBackend: expected float32, int32 or bool in the heap, got ${dtype}`);
}
