import { describe, expect, test } from "vitest";
import { Heap } from "../../src/heap.ts";

const MIB = 2 ** 20;
const START = 64;

function createHeap({ maximum = 16 * MIB, shared = false, start = START } = {}): Heap {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: maximum / 65_536, shared });
  return new Heap(memory, start, maximum);
}

describe("a heap", () => {
  test("gives blocks that begin at a cache line, behind the compiled code", () => {
    const heap = createHeap({ start: 1000 });
    expect([heap.allocate(1), heap.allocate(65), heap.allocate(0)]).toEqual([1024, 1088, 1216]);
  });

  test("keeps what a block holds while others come and go and the memory grows", () => {
    const heap = createHeap();
    const kept = heap.allocate(400);
    heap.float32(kept, 100).fill(7);
    const passing = heap.allocate(3 * MIB);
    heap.uint8(passing, 3 * MIB).fill(1);
    heap.release(passing);
    heap.uint8(heap.allocate(8 * MIB), 8 * MIB).fill(2);
    expect(heap.float32(kept, 100)).toEqual(new Float32Array(100).fill(7));
  });

  test("counts what is in use, the most that ever was, and what it took from the system", () => {
    const heap = createHeap();
    const first = heap.allocate(1000);
    const second = heap.allocate(64);
    expect(heap.bytesInUse).toBe(1024 + 64);
    heap.release(first);
    heap.release(second);
    expect([heap.bytesInUse, heap.peakBytes, heap.bytesReserved]).toEqual([0, 1024 + 64, 4 * MIB]);
  });

  test("gives the memory of freed blocks once more, joined with their free neighbours", () => {
    const heap = createHeap({ maximum: 4 * MIB });
    const blocks = Array.from({ length: 100 }, () => heap.allocate(1000));
    for (const index of [...blocks.keys()].sort((a, b) => ((a * 37) % 100) - ((b * 37) % 100))) {
      heap.release(blocks[index]);
    }
    expect(heap.allocate(4 * MIB - START)).toBe(START);
  });

  test("throws at its limit and is as usable as before", () => {
    const heap = createHeap({ maximum: 8 * MIB });
    const block = heap.allocate(5 * MIB);
    const before = [heap.bytesInUse, heap.peakBytes];
    expect(() => heap.allocate(4 * MIB)).toThrow(
      new RangeError(
        `Heap.allocate: expected ${4 * MIB} bytes to fit, but ${5 * MIB} of at most ${8 * MIB} bytes are in use`,
      ),
    );
    expect([heap.bytesInUse, heap.peakBytes]).toEqual(before);
    heap.release(block);
    expect(heap.allocate(8 * MIB - START)).toBe(START);
  });

  test("refuses more than any memory has, and what is no number of bytes", () => {
    const heap = createHeap();
    for (const bytes of [2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      expect(() => heap.allocate(bytes)).toThrow(/^Heap.allocate: expected \d+ bytes to fit/);
    }
    for (const bytes of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5]) {
      expect(() => heap.allocate(bytes)).toThrow(
        `Heap.allocate: expected a whole number of bytes, got ${bytes}`,
      );
    }
  });

  test("takes what there is where the system has less than it would grow by", () => {
    const memory = new WebAssembly.Memory({ initial: 64, maximum: 128 });
    const heap = new Heap(memory, START, 64 * MIB);
    expect(heap.allocate(5 * MIB)).toBe(START);
    expect(() => heap.allocate(4 * MIB)).toThrow("to fit");
  });

  test("does not free twice, nor what it never gave", () => {
    const heap = createHeap();
    const block = heap.allocate(100);
    heap.release(block);
    for (const offset of [block, 0, block + 64, -1, Number.NaN]) {
      expect(() => heap.release(offset)).toThrow(`Heap.release: expected a block in use, got ${offset}`);
    }
  });

  test.each([true, false])(
    "grows with its views detached only where memory is not shared (shared: %s)",
    (shared) => {
      const heap = createHeap({ shared });
      const view = heap.float32(heap.allocate(4), 1);
      heap.allocate(5 * MIB);
      expect(view.length).toBe(shared ? 1 : 0);
    },
  );

  test("reaches the 4 GiB of a 32-bit memory to its last byte", () => {
    const memory = new WebAssembly.Memory({ initial: 64, maximum: 65_536, shared: true });
    const heap = new Heap(memory, START, 2 ** 32);
    const block = heap.allocate(2 ** 32 - START);
    const last = heap.uint8(2 ** 32 - 1, 1);
    last[0] = 42;
    expect([block, heap.bytesInUse, last[0]]).toEqual([START, 2 ** 32 - START, 42]);
    expect(() => heap.allocate(64)).toThrow("to fit");
    heap.release(block);
    expect(heap.allocate(3 * 2 ** 30)).toBe(START);
  });

  test("tells a guard exactly which bytes may be used, with a forbidden line behind each block", () => {
    const usable = new Uint8Array(4 * MIB);
    const guard = {
      poison: (offset: number, bytes: number) => void usable.fill(0, offset, offset + bytes),
      unpoison: (offset: number, bytes: number) => void usable.fill(1, offset, offset + bytes),
    };
    usable.fill(1);
    const heap = new Heap(new WebAssembly.Memory({ initial: 64, maximum: 64 }), START, 4 * MIB, guard);
    const [first, second] = [heap.allocate(100), heap.allocate(128)];
    const used = () => usable.subarray(START).reduce((sum, each) => sum + each, 0);
    expect(used()).toBe(228);
    expect(second - first).toBe(192);
    expect([usable[first + 99], usable[first + 100], usable[second + 127], usable[second + 128]]).toEqual([
      1, 0, 1, 0,
    ]);
    heap.release(first);
    expect(used()).toBe(128);
  });
});
