/**
 * The different n-grams of one array of token ids, numbered 0, 1, … as they are added.
 *
 * An open-addressed hash table on typed arrays that holds where each n-gram first stands, 8 to 16 bytes
 * an n-gram. A hit is compared with the tokens there, so a collision is never taken for an occurrence.
 */
export class TokenNgramSet {
  private readonly source: Int32Array;
  private readonly length: number;
  /** Number + 1 of the n-gram in each slot; 0 where free. */
  private readonly slots: Int32Array;
  /** Where n-gram number i first stands in the source. */
  private readonly starts: Int32Array;
  private count = 0;

  /**
   * @param source token ids; not copied, must not change.
   * @param length n.
   */
  constructor(source: Int32Array, length: number) {
    const most = Math.max(0, source.length - length + 1);
    let slots = 2;
    while (slots < most * 1.5) slots *= 2;
    this.source = source;
    this.length = length;
    this.slots = new Int32Array(slots);
    this.starts = new Int32Array(most);
  }

  /** How many different n-grams were added. */
  get size(): number {
    return this.count;
  }

  /** Adds the n-gram at `start` of the source; returns its number. */
  add(start: number): number {
    const slot = this.slotOf(this.source, start);
    if (this.slots[slot] === 0) {
      this.starts[this.count] = start;
      this.slots[slot] = ++this.count;
    }
    return this.slots[slot] - 1;
  }

  /** The number of the n-gram at `start` of any array, or -1. */
  find(tokenIds: Int32Array, start: number): number {
    return this.slots[this.slotOf(tokenIds, start)] - 1;
  }

  private slotOf(tokenIds: Int32Array, start: number): number {
    const mask = this.slots.length - 1;
    let hash = 0x9e3779b9;
    for (let offset = 0; offset < this.length; offset++) {
      hash = Math.imul(hash ^ tokenIds[start + offset], 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    let slot = hash & mask;
    while (this.slots[slot] !== 0 && !this.standsAt(this.starts[this.slots[slot] - 1], tokenIds, start)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private standsAt(place: number, tokenIds: Int32Array, start: number): boolean {
    for (let offset = 0; offset < this.length; offset++) {
      if (this.source[place + offset] !== tokenIds[start + offset]) return false;
    }
    return true;
  }
}
