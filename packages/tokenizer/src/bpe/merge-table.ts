import { hashPair } from "./hash-pair.ts";

/** Fields of one slot of a {@link MergeTable}. */
const FIELDS = 4;
const EMPTY = -1;

/** What {@link MergeTable.find} gives for a pair that never merges; ranks are smaller. */
export const NO_MERGE = 0x7fffffff;

/**
 * The merges of a byte-level BPE: which two tokens become which token, and how early.
 *
 * One Int32Array of slots of four: left id, right id, rank, merged id (open addressing, linear probing,
 * at most half full), so a look-up touches one cache line.
 */
export class MergeTable {
  private readonly slots: Int32Array;
  private readonly mask: number;

  /** @param merges shape [3M]: left, right and merged id of each merge, the earliest first; pairs are distinct. */
  constructor(merges: Int32Array) {
    const size = merges.length / 3;
    let capacity = 16;
    while (capacity < 2 * size) capacity *= 2;
    this.mask = capacity - 1;
    const slots = new Int32Array(FIELDS * capacity).fill(EMPTY);
    this.slots = slots;
    for (let rank = 0; rank < size; rank++) {
      const left = merges[3 * rank];
      const right = merges[3 * rank + 1];
      let slot = hashPair(left, right) & this.mask;
      while (slots[FIELDS * slot] !== EMPTY) slot = (slot + 1) & this.mask;
      const at = FIELDS * slot;
      slots[at] = left;
      slots[at + 1] = right;
      slots[at + 2] = rank;
      slots[at + 3] = merges[3 * rank + 2];
    }
  }

  /** The rank of the pair, 0 for the first merge; NO_MERGE when it never merges. */
  rank(left: number, right: number): number {
    const at = this.find(left, right);
    return at < 0 ? NO_MERGE : this.slots[at + 2];
  }

  /** The token that a pair, which has a rank, becomes. */
  merged(left: number, right: number): number {
    return this.slots[this.find(left, right) + 3];
  }

  /** The slot of a pair; -1 when it never merges. */
  private find(left: number, right: number): number {
    const { slots, mask } = this;
    let at = FIELDS * (hashPair(left, right) & mask);
    while (slots[at] !== EMPTY) {
      if (slots[at] === left && slots[at + 1] === right) return at;
      at = (at + FIELDS) & (FIELDS * mask + FIELDS - 1);
    }
    return -1;
  }
}
