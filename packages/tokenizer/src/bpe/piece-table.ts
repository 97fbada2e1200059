import { grownBytes } from "../grown.ts";

/** 32-bit words of one slot. */
const SLOT = 8;
const SHIFT = 3;
const LENGTH = 4;
/** The first of the three words of a slot that belong to the table's user. */
export const USER_WORD = 5;
const FIRST_CAPACITY = 1024;

/** Up to this many bytes a piece lies in its slot. */
const MAX_INLINE_BYTES = 16;
/** How many bytes past a piece may be read. */
export const BYTES_READ_AHEAD = MAX_INLINE_BYTES;
/** Which bits of word n of a slot belong to a piece: MASKS[n][length]. */
const MASKS = [0, 4, 8, 12].map((offset) =>
  Int32Array.from({ length: MAX_INLINE_BYTES + 1 }, (_, length) => {
    const bytes = Math.min(Math.max(length - offset, 0), 4);
    return bytes === 4 ? -1 : 2 ** (8 * bytes) - 1;
  }),
);
const [MASK_0, MASK_1, MASK_2, MASK_3] = MASKS;

/**
 * A hash table of pieces of text, as byte strings, with three words of the user's for each.
 *
 * Open addressing, linear probing, at most half full. A slot is 32 bytes, half a cache line:
 *
 *     word 0 1 2 3   the bytes, little-endian, zeros after the end;
 *                    of a piece of more than 16 bytes: its hash, and where its bytes begin in `longBytes`
 *     word 4         length in bytes; 0 in an empty slot
 *     word 5 6 7     the user's; all 0 in a new slot
 */
export class PieceTable {
  size = 0;
  slots: Int32Array = new Int32Array(SLOT * FIRST_CAPACITY);
  /** The same memory: values[valueIndex(slot)] is words 6 and 7 of a slot. */
  values: Float64Array = new Float64Array(this.slots.buffer);
  private mask = FIRST_CAPACITY - 1;
  private longBytes: Uint8Array = new Uint8Array(1024);
  private longLength = 0;

  /** How many bytes the pieces of more than 16 bytes take together. */
  get longByteLength(): number {
    return this.longLength;
  }

  /**
   * The index in `slots` of the first word of a piece's slot; a new slot when the piece was not here.
   *
   * @param view of the same memory as `bytes`, which goes on for BYTES_READ_AHEAD after `end`.
   */
  locate(view: DataView, bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length > MAX_INLINE_BYTES) return this.locateLong(bytes, start, end);
    const word0 = view.getInt32(start, true) & MASK_0[length];
    const word1 = view.getInt32(start + 4, true) & MASK_1[length];
    const word2 = view.getInt32(start + 8, true) & MASK_2[length];
    const word3 = view.getInt32(start + 12, true) & MASK_3[length];
    const { slots } = this;
    let at = (hashWords(word0, word1, word2, word3) & this.mask) << SHIFT;
    while (slots[at + LENGTH] !== 0) {
      if (
        slots[at] === word0 &&
        slots[at + 1] === word1 &&
        slots[at + 2] === word2 &&
        slots[at + 3] === word3 &&
        slots[at + LENGTH] === length
      ) {
        return at;
      }
      at = (at + SLOT) & ((this.mask << SHIFT) | (SLOT - 1));
    }
    return this.add(at, word0, word1, word2, word3, length);
  }

  /** Calls `visit` with the slot of every piece. */
  forEach(visit: (slot: number) => void): void {
    for (let at = 0; at < this.slots.length; at += SLOT) if (this.slots[at + LENGTH] !== 0) visit(at);
  }

  lengthAt(slot: number): number {
    return this.slots[slot + LENGTH];
  }

  /** Writes the bytes of the piece in a slot to target[to, …). */
  copyPiece(slot: number, target: Uint8Array, to: number): void {
    const length = this.slots[slot + LENGTH];
    if (length > MAX_INLINE_BYTES) {
      const start = this.slots[slot + 1];
      target.set(this.longBytes.subarray(start, start + length), to);
      return;
    }
    for (let at = 0; at < length; at++) target[to + at] = this.slots[slot + (at >> 2)] >>> (8 * (at & 3));
  }

  clear(): void {
    this.size = 0;
    this.longLength = 0;
    this.slots.fill(0);
  }

  private locateLong(bytes: Uint8Array, start: number, end: number): number {
    const { slots, longBytes } = this;
    const length = end - start;
    const hash = hashBytes(bytes, start, end);
    let at = (hashWords(hash, 0, 0, 0) & this.mask) << SHIFT;
    while (slots[at + LENGTH] !== 0) {
      if (slots[at] === hash && slots[at + LENGTH] === length) {
        const key = slots[at + 1] - start;
        let same = start;
        while (same < end && longBytes[key + same] === bytes[same]) same++;
        if (same === end) return at;
      }
      at = (at + SLOT) & ((this.mask << SHIFT) | (SLOT - 1));
    }
    const from = this.longLength;
    if (from + length > longBytes.length) this.longBytes = grownBytes(longBytes, from + length);
    this.longBytes.set(bytes.subarray(start, end), from);
    this.longLength += length;
    return this.add(at, hash, from, 0, 0, length);
  }

  private add(
    empty: number,
    word0: number,
    word1: number,
    word2: number,
    word3: number,
    length: number,
  ): number {
    let at = empty;
    if (2 * ++this.size > this.mask) {
      this.grow();
      at = this.emptySlot(
        length > MAX_INLINE_BYTES ? hashWords(word0, 0, 0, 0) : hashWords(word0, word1, word2, word3),
      );
    }
    const { slots } = this;
    slots[at] = word0;
    slots[at + 1] = word1;
    slots[at + 2] = word2;
    slots[at + 3] = word3;
    slots[at + LENGTH] = length;
    return at;
  }

  private emptySlot(hash: number): number {
    let at = (hash & this.mask) << SHIFT;
    while (this.slots[at + LENGTH] !== 0) at = (at + SLOT) & ((this.mask << SHIFT) | (SLOT - 1));
    return at;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(2 * old.length);
    this.values = new Float64Array(this.slots.buffer);
    this.mask = 2 * this.mask + 1;
    for (let from = 0; from < old.length; from += SLOT) {
      const length = old[from + LENGTH];
      if (length === 0) continue;
      const isLong = length > MAX_INLINE_BYTES;
      const hash = isLong
        ? hashWords(old[from], 0, 0, 0)
        : hashWords(old[from], old[from + 1], old[from + 2], old[from + 3]);
      const to = this.emptySlot(hash);
      for (let word = 0; word < SLOT; word++) this.slots[to + word] = old[from + word];
    }
  }
}

/** Where words 6 and 7 of a slot stand in {@link PieceTable.values}. */
export function valueIndex(slot: number): number {
  return (slot >> 1) + 3;
}

/** A 32-bit hash whose low bits depend on all bits of the four words. */
function hashWords(word0: number, word1: number, word2: number, word3: number): number {
  let hash = Math.imul(word0, 0x9e3779b1) + Math.imul(word1, 0x85ebca6b);
  hash = (hash ^ (hash >>> 15)) + Math.imul(word2, 0xc2b2ae35) + Math.imul(word3, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/** FNV-1a. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  return hash;
}
