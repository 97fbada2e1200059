import { ALIGNMENT, type Block, FreeBlocks } from "./free-blocks.ts";

const PAGE_BYTES = 65_536;
/** Grown by at least this at a time, so that views are seldom made anew. */
const LEAST_GROWTH_BYTES = 2 ** 24;

/** Forbids and allows the use of memory, where a sanitizer watches. */
export interface HeapGuard {
  poison(offset: number, bytes: number): void;
  unpoison(offset: number, bytes: number): void;
}

/**
 * Memory for the kernels: blocks of one WebAssembly memory, which grows, reuses what was freed and joins
 * neighbouring free blocks.
 *
 * Offsets, not views, are what lasts: growing a memory that is not shared detaches every view of it.
 */
export class Heap {
  readonly memory: WebAssembly.Memory;
  private readonly limit: number;
  private readonly guard: HeapGuard | undefined;
  private readonly used = new Map<number, Block>();
  private readonly free = new FreeBlocks();
  private last: Block;
  private inUse = 0;
  private peak = 0;

  /**
   * @param start where the first block may begin, in bytes: what lies before belongs to the compiled code.
   * @param maximumBytes a limit, at most that of the memory.
   * @param guard told what is in use; blocks then have a forbidden line behind them.
   */
  constructor(memory: WebAssembly.Memory, start: number, maximumBytes: number, guard?: HeapGuard) {
    this.memory = memory;
    this.limit = Math.floor(maximumBytes / PAGE_BYTES) * PAGE_BYTES;
    this.guard = guard;
    const offset = align(start);
    this.last = newBlock(offset, memory.buffer.byteLength - offset, undefined);
    this.free.add(this.last);
    guard?.poison(offset, this.last.bytes);
  }

  /** Whether any use of memory outside a block ends the process. */
  get isGuarded(): boolean {
    return this.guard !== undefined;
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
   * @throws RangeError at the heap's limit: the heap stays as it was.
   */
  allocate(bytes: number): number {
    if (!(Number.isInteger(bytes) && bytes >= 0)) {
      throw new RangeError(`Heap.allocate: expected a whole number of bytes, got ${bytes}`);
    }
    const size = Math.max(ALIGNMENT, align(bytes)) + (this.guard === undefined ? 0 : ALIGNMENT);
    if (size > this.limit) this.refuse(size);
    const block = this.free.find(size) ?? this.grow(size);
    this.free.remove(block);
    if (block.bytes > size) this.split(block, size);
    this.used.set(block.offset, block);
    this.inUse += block.bytes;
    if (this.inUse > this.peak) this.peak = this.inUse;
    this.guard?.unpoison(block.offset, bytes);
    return block.offset;
  }

  /** Frees a block. @throws RangeError when there is none at `offset`: a second free would corrupt. */
  release(offset: number): void {
    let block = this.used.get(offset);
    if (block === undefined) throw new RangeError(`Heap.release: expected a block in use, got ${offset}`);
    this.used.delete(offset);
    this.inUse -= block.bytes;
    this.guard?.poison(offset, block.bytes);
    if (block.next?.free) {
      this.free.remove(block.next);
      this.join(block, block.next);
    }
    if (block.previous?.free) {
      const { previous } = block;
      this.free.remove(previous);
      this.join(previous, block);
      block = previous;
    }
    this.free.add(block);
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

  /** Allows all use of the memory again: its addresses may become those of another. */
  dropGuard(): void {
    this.guard?.unpoison(ALIGNMENT, this.memory.buffer.byteLength - ALIGNMENT);
  }

  /** Makes the last block a free one of at least `size`. */
  private grow(size: number): Block {
    const before = this.memory.buffer.byteLength;
    const missing = size - (this.last.free ? this.last.bytes : 0);
    const wanted = Math.min(this.limit, before + Math.max(missing, LEAST_GROWTH_BYTES, before / 4));
    const grown =
      before + missing <= this.limit &&
      (this.growBy(Math.ceil((wanted - before) / PAGE_BYTES)) ||
        this.growBy(Math.ceil(missing / PAGE_BYTES)));
    if (!grown) this.refuse(size);
    const added = this.memory.buffer.byteLength - before;
    this.guard?.poison(before, added);
    if (this.last.free) {
      this.free.remove(this.last);
      this.last.bytes += added;
    } else {
      const block = newBlock(before, added, this.last);
      this.last.next = block;
      this.last = block;
    }
    this.free.add(this.last);
    return this.last;
  }

  /** Whether the system had so many pages. */
  private growBy(pages: number): boolean {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }

  private refuse(size: number): never {
    throw new RangeError(
      `Heap.allocate: expected ${size} bytes to fit, but ${this.inUse} of at most ${this.limit} bytes are in use`,
    );
  }

  /** Leaves `size` bytes to `block` and makes a free block of the rest. */
  private split(block: Block, size: number): void {
    const rest = newBlock(block.offset + size, block.bytes - size, block);
    rest.next = block.next;
    if (block.next === undefined) this.last = rest;
    else block.next.previous = rest;
    block.next = rest;
    block.bytes = size;
    this.free.add(rest);
  }

  /** Takes `next` into `block`; neither is in a list. */
  private join(block: Block, next: Block): void {
    block.bytes += next.bytes;
    block.next = next.next;
    if (next.next === undefined) this.last = block;
    else next.next.previous = block;
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function newBlock(offset: number, bytes: number, previous: Block | undefined): Block {
  return { offset, bytes, free: false, previous, next: undefined, before: undefined, after: undefined };
}
