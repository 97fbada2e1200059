import { grown } from "../grown.ts";

/** A {@link PieceTable}'s slot that holds nothing. */
const EMPTY = 0;

/**
 * A hash table whose keys are byte strings: gives each distinct piece the next index 0, 1, 2, …
 *
 * Keys lie one after another in one byte array, so neither finding nor adding a piece makes an object.
 * Slots (open addressing, linear probing, at most half full): 1 + the piece's index, or EMPTY.
 */
export class PieceTable {
  size = 0;
  /** Where each piece's bytes begin in {@link bytes}; those of piece n end where piece n + 1 begins. */
  starts: Int32Array = new Int32Array(1025);
  bytes: Uint8Array = new Uint8Array(8192);
  private hashes: Int32Array = new Int32Array(1024);
  private slots: Int32Array = new Int32Array(2048);

  /** The bytes of all pieces together. */
  get byteLength(): number {
    return this.starts[this.size];
  }

  /** The index of a piece, or -1 when it is not here. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const { slots, hashes, starts, bytes: keys } = this;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let entry = slots[slot]; entry !== EMPTY; entry = slots[slot]) {
      const index = entry - 1;
      if (hashes[index] === hash) {
        let key = starts[index];
        if (starts[entry] - key === end - start) {
          let at = start;
          while (at < end && keys[key] === bytes[at]) {
            key++;
            at++;
          }
          if (at === end) return index;
        }
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** Adds a piece that {@link find} did not find and gives its index. */
  add(bytes: Uint8Array, start: number, end: number, hash: number): number {
    if (2 * (this.size + 1) > this.slots.length) this.growSlots();
    const index = this.size++;
    const from = this.starts[index];
    const to = from + end - start;
    if (to > this.bytes.length) {
      const more = new Uint8Array(Math.max(2 * this.bytes.length, to));
      more.set(this.bytes);
      this.bytes = more;
    }
    for (let at = start; at < end; at++) this.bytes[from + at - start] = bytes[at];
    this.starts[index + 1] = to;
    this.hashes[index] = hash;
    this.occupy(hash, index);
    return index;
  }

  clear(): void {
    this.size = 0;
    this.slots.fill(EMPTY);
  }

  private occupy(hash: number, index: number): void {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    while (this.slots[slot] !== EMPTY) slot = (slot + 1) & mask;
    this.slots[slot] = index + 1;
  }

  private growSlots(): void {
    const capacity = 2 * this.slots.length;
    this.slots = new Int32Array(capacity);
    this.hashes = grown(this.hashes);
    this.starts = grown(this.starts);
    for (let index = 0; index < this.size; index++) this.occupy(this.hashes[index], index);
  }
}

/** A 32-bit hash of bytes[start, end): FNV-1a, then mixed so that the low bits depend on all of it. */
export function hashPiece(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
