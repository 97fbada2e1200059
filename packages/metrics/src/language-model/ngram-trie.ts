const FIRST_SLOTS = 1 << 12;

/**
 * Counted n-grams of token ids: node 0 is the empty n-gram, and a node's child by a token is the n-gram
 * one token longer.
 *
 * Parallel columns, one row a node, and one open-addressed hash table from (parent, token) to the node:
 *
 *     parents  tokens  counts  followers  types     20 bytes a node, room for 3/4 as many as slots
 *     slots                                          4 bytes a slot: node + 1, or 0 where free
 *
 * A (parent, token) pair is compared in full, so a hash collision costs time and never a wrong count.
 */
export class NgramTrie {
  /** How often each node's n-gram occurs. */
  counts: Int32Array;
  /** How often each node's n-gram is followed by any token. */
  followers: Int32Array;
  /** By how many different tokens it is followed. */
  types: Int32Array;
  private size = 1;
  private parents: Int32Array;
  private tokens: Int32Array;
  private slots: Int32Array;

  constructor() {
    const room = (FIRST_SLOTS / 4) * 3;
    this.counts = new Int32Array(room);
    this.followers = new Int32Array(room);
    this.types = new Int32Array(room);
    this.parents = new Int32Array(room);
    this.tokens = new Int32Array(room);
    this.slots = new Int32Array(FIRST_SLOTS);
  }

  /** The child of `node` by `token`, or -1. */
  child(node: number, token: number): number {
    return this.slots[this.slotOf(node, token)] - 1;
  }

  /** Counts one more `token` after `node`; returns the child, made where it was missing. */
  count(node: number, token: number): number {
    let slot = this.slotOf(node, token);
    let child = this.slots[slot] - 1;
    if (child < 0) {
      if (this.size === this.counts.length) {
        this.grow();
        slot = this.slotOf(node, token);
      }
      child = this.size++;
      this.slots[slot] = child + 1;
      this.parents[child] = node;
      this.tokens[child] = token;
      this.types[node]++;
    }
    this.counts[child]++;
    this.followers[node]++;
    return child;
  }

  /** Where (node, token) stands in the hash table, or the free slot where it would. */
  private slotOf(node: number, token: number): number {
    const { slots, parents, tokens } = this;
    const mask = slots.length - 1;
    let slot = Math.imul(node, 0x9e3779b1) ^ Math.imul(token + 1, 0x85ebca6b);
    slot = Math.imul(slot ^ (slot >>> 15), 0x2c1b3c6d);
    slot = (slot ^ (slot >>> 13)) & mask;
    for (;;) {
      const row = slots[slot] - 1;
      if (row < 0 || (parents[row] === node && tokens[row] === token)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    const longer = (column: Int32Array) => {
      const copy = new Int32Array(column.length * 2);
      copy.set(column);
      return copy;
    };
    this.counts = longer(this.counts);
    this.followers = longer(this.followers);
    this.types = longer(this.types);
    this.parents = longer(this.parents);
    this.tokens = longer(this.tokens);
    this.slots = new Int32Array(this.slots.length * 2);
    for (let node = 1; node < this.size; node++) {
      this.slots[this.slotOf(this.parents[node], this.tokens[node])] = node + 1;
    }
  }
}
