import type { EngramBackend } from "@engram/backend";
import type * as tf from "@tensorflow/tfjs-core";

/** Blocks of a backend's heap that are freed together. */
export class HeapBlocks {
  private readonly backend: EngramBackend;
  private readonly offsets: number[] = [];

  constructor(backend: EngramBackend) {
    this.backend = backend;
  }

  /** The offset of a new block, for `count` numbers of four bytes. @throws RangeError where the heap is full. */
  allocate(count: number): number {
    const offset = this.backend.kernels.heap.allocate(4 * count);
    this.offsets.push(offset);
    return offset;
  }

  /** The offset of a copy of a tensor's numbers. */
  copyOf(tensor: tf.Tensor): number {
    const { heap } = this.backend.kernels;
    const offset = this.allocate(tensor.size);
    const source = this.backend.offsetOf(tensor);
    heap.float32(offset, tensor.size).set(heap.float32(source, tensor.size));
    return offset;
  }

  release(): void {
    const { heap } = this.backend.kernels;
    for (const offset of this.offsets.splice(0)) heap.release(offset);
  }
}
