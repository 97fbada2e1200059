const PAGE_BYTES = 65_536;
/** Blocks begin at multiples of a cache line, which is also the widest vector. */
const ALIGNMENT = 64;
/** Grown by at least this at a time, so that views are seldom made anew. */
const LEAST_GROWTH_BYTES = 2 ** 24;
const CLASSES = 33;

interface Block {
  offset: number;
  bytes: number;
  free: boolean;
  previous: Block | undefined;
  next: Block | undefined;
}

/**
 * Memory for the kernels: blocks of one WebAssembly memory, which grows, reuses what was freed and joins
 * neighbouring free blocks.
 *
 * Offsets, not views, are what lasts: growing a memory that is not shared detaches every view of it.
 */
export class Heap {
  readonly memory: WebAssembly.Memory;
  private readonly most: number;
  private readonly used = new Map<number, Block>();
  /** Free blocks by the power of two of their size. */
  private readonly free: Set<Block>[] = Array.from({ length: CLASSES }, () => new Set());
  private last: Block;
  private inUse = 0;
  private peak = 0;

  /**
   * @param start where the first block may begin, in bytes: what lies before belongs to the compiled code.
   * @param maximumBytes a limit below that of the memory.
   */
  constructor(memory: WebAssembly.Memory, start: number, maximumBytes: number) {
    this.memory = memory;
    this.most = maximumBytes;
    const offset = align(start);
    this.last = {
      offset,
      bytes: memory.buffer.byteLength - offset,
      free: true,
      previous: undefined,
      next: undefined,
    };
    this.listFree(this.last);
  }

  /** Bytes in blocks that are in use. */
  get bytesInUse(): number {
    return this.inUse;
  }

  /** The most that was ever in use. */
  get peakBytes(): number {
    return this.peak;
  }

  /** Bytes taken from the system: they are never given back. */
  get bytesReserved(): number {
    return this.memory.buffer.byteLength;
  }

  /**
   * @returns the offset of a block of at least `bytes`, a multiple of 64; what is in it is left from before.
   * @throws RangeError at the heap's limit.
   */
  allocate(bytes: number): number {
    const size = Math.max(ALIGNMENT, align(bytes));
    const block = this.find(size) ?? this.grow(size);
    this.free[classOf(block.bytes)].delete(block);
    block.free = false;
    if (block.bytes > size) this.split(block, size);
    this.used.set(block.offset, block);
    this.inUse += block.bytes;
    if (this.inUse > this.peak) this.peak = this.inUse;
    return block.offset;
  }

  /** Frees a block. @throws RangeError when there is none at `offset`: a second free would corrupt. */
  release(offset: number): void {
    let block = this.used.get(offset);
    if (block === undefined) throw new RangeError(`Heap.release: expected a block in use, got ${offset}`);
    this.used.delete(offset);
    this.inUse -= block.bytes;
    if (block.next?.free) this.join(block, block.next);
    if (block.previous?.free) {
      const previous = block.previous;
      this.free[classOf(previous.bytes)].delete(previous);
      previous.bytes += block.bytes;
      previous.next = block.next;
      if (block.next === undefined) this.last = previous;
      else block.next.previous = previous;
      block = previous;
    }
    block.free = true;
    this.listFree(block);
  }

  /** A view of `length` numbers at `offset`; valid until the next allocation. */
  float32(offset: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, offset, length);
  }

  int32(offset: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, offset, length);
  }

  uint8(offset: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, offset, length);
  }

  /** The smallest class first; in a class whose blocks may be too small, the first that is not. */
  private find(size: number): Block | undefined {
    for (let index = classOf(size); index < CLASSES; index++) {
      for (const block of this.free[index]) if (block.bytes >= size) return block;
    }
    return undefined;
  }

  private grow(size: number): Block {
    const before = this.memory.buffer.byteLength;
    const missing = size - (this.last.free ? this.last.bytes : 0);
    const limit = Math.floor(Math.min(this.most, 2 ** 32) / PAGE_BYTES) * PAGE_BYTES;
    const wanted = Math.min(limit, before + Math.max(missing, LEAST_GROWTH_BYTES, before / 4));
    const pages = Math.ceil((wanted - before) / PAGE_BYTES);
    const fits = before + missing <= limit && this.growBy(pages, Math.ceil(missing / PAGE_BYTES));
    if (!fits) {
      throw new RangeError(
        `Heap.allocate: expected ${size} bytes to fit, but ${this.inUse} of at most ${limit} bytes are in use`,
      );
    }
    const added = this.memory.buffer.byteLength - before;
    if (this.last.free) {
      this.free[classOf(this.last.bytes)].delete(this.last);
      this.last.bytes += added;
    } else {
      const block: Block = { offset: before, bytes: added, free: true, previous: this.last, next: undefined };
      this.last.next = block;
      this.last = block;
    }
    this.listFree(this.last);
    return this.last;
  }

  /** Grows by `pages`, or by the fewest that will do where the system has not as many. */
  private growBy(pages: number, fewest: number): boolean {
    for (const count of new Set([pages, fewest])) {
      try {
        this.memory.grow(count);
        return true;
      } catch {
        // Tried with fewer.
      }
    }
    return false;
  }

  private split(block: Block, size: number): void {
    const rest: Block = {
      offset: block.offset + size,
      bytes: block.bytes - size,
      free: true,
      previous: block,
      next: block.next,
    };
    if (block.next === undefined) this.last = rest;
    else block.next.previous = rest;
    block.next = rest;
    block.bytes = size;
    this.listFree(rest);
  }

  /** Takes the free block `next` into `block`. */
  private join(block: Block, next: Block): void {
    this.free[classOf(next.bytes)].delete(next);
    block.bytes += next.bytes;
    block.next = next.next;
    if (next.next === undefined) this.last = block;
    else next.next.previous = block;
  }

  private listFree(block: Block): void {
    this.free[classOf(block.bytes)].add(block);
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** floor(log2(bytes)). */
function classOf(bytes: number): number {
  return bytes < 2 ** 31 ? 31 - Math.clz32(bytes) : Math.floor(Math.log2(bytes));
}
