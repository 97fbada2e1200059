import fc from "fast-check";
import { expect, test } from "vitest";
import { Heap } from "../../src/heap.ts";

const MAXIMUM = 2 ** 24;
const START = 64;

interface Live {
  readonly offset: number;
  readonly bytes: number;
  readonly mark: number;
}

/** A heap beside the plainest account of what it should hold. */
class ModelledHeap {
  readonly heap = new Heap(
    new WebAssembly.Memory({ initial: 64, maximum: MAXIMUM / 65_536 }),
    START,
    MAXIMUM,
  );
  readonly live: Live[] = [];
  private peak = 0;
  private marks = 0;

  allocate(bytes: number): void {
    const before = [this.heap.bytesInUse, this.heap.peakBytes];
    let offset: number;
    try {
      offset = this.heap.allocate(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      expect([this.heap.bytesInUse, this.heap.peakBytes]).toEqual(before);
      // It is full, or what is free lies in pieces that are too small.
      expect(this.largestGap()).toBeLessThan(sizeOf(bytes));
      return;
    }
    const block = { offset, bytes, mark: ++this.marks & 0xff };
    this.live.push(block);
    this.ends(block).forEach((_, index, view) => {
      view[index] = block.mark;
    });
    this.peak = Math.max(this.peak, this.bytesInUse());
    this.check();
  }

  release(at: number): void {
    if (this.live.length === 0) return;
    const [block] = this.live.splice(at % this.live.length, 1);
    expect([...new Set(this.ends(block))]).toEqual(block.bytes === 0 ? [] : [block.mark]);
    this.heap.release(block.offset);
    expect(() => this.heap.release(block.offset)).toThrow(RangeError);
    this.check();
  }

  releaseAll(): void {
    while (this.live.length > 0) this.release(this.live.length * 7);
  }

  private check(): void {
    expect(this.heap.bytesInUse).toBe(this.bytesInUse());
    expect(this.heap.peakBytes).toBe(this.peak);
    expect(this.heap.bytesReserved).toBeLessThanOrEqual(MAXIMUM);
    let end = START;
    for (const { offset, bytes } of this.byOffset()) {
      expect(offset % 64).toBe(0);
      expect(offset).toBeGreaterThanOrEqual(end);
      end = offset + sizeOf(bytes);
    }
    expect(end).toBeLessThanOrEqual(this.heap.bytesReserved);
  }

  private largestGap(): number {
    let [gap, end] = [0, START];
    for (const { offset, bytes } of this.byOffset()) {
      gap = Math.max(gap, offset - end);
      end = offset + sizeOf(bytes);
    }
    return Math.max(gap, MAXIMUM - end);
  }

  private byOffset(): Live[] {
    return [...this.live].sort((a, b) => a.offset - b.offset);
  }

  private bytesInUse(): number {
    return this.live.reduce((sum, { bytes }) => sum + sizeOf(bytes), 0);
  }

  /** The first and last bytes of a block: where a neighbour would write that overlaps it. */
  private ends({ offset, bytes }: Live): Uint8Array {
    const view = this.heap.uint8(offset, bytes);
    return bytes <= 64 ? view : this.heap.uint8(offset + bytes - 64, 64);
  }
}

const sizeOf = (bytes: number) => Math.max(64, Math.ceil(bytes / 64) * 64);

const bytes = fc.oneof(
  fc.integer({ min: 0, max: 600 }),
  fc.integer({ min: 0, max: 2 ** 16 }),
  fc.integer({ min: 0, max: 2 ** 22 }),
);
const action = fc.oneof(
  { weight: 3, arbitrary: bytes.map((size) => (heap: ModelledHeap) => heap.allocate(size)) },
  { weight: 2, arbitrary: fc.nat().map((index) => (heap: ModelledHeap) => heap.release(index)) },
);

test("any order of allocations and releases keeps to the model, up to the limit", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 150 }), (actions) => {
      const modelled = new ModelledHeap();
      for (const each of actions) each(modelled);
      modelled.releaseAll();
      expect(modelled.heap.bytesInUse).toBe(0);
      // All free neighbours were joined: the whole is one block again.
      expect(modelled.heap.allocate(MAXIMUM - START)).toBe(START);
    }),
    { numRuns: 200 },
  );
});

test("blocks of sizes that others left free go where those were", () => {
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 1, maxLength: 40 }), (sizes) => {
      const modelled = new ModelledHeap();
      for (const size of sizes) modelled.allocate(size);
      const reserved = modelled.heap.bytesReserved;
      for (let round = 0; round < 5; round++) {
        modelled.releaseAll();
        for (const size of sizes) modelled.allocate(size);
      }
      expect(modelled.heap.bytesReserved).toBe(reserved);
    }),
    { numRuns: 50 },
  );
});
