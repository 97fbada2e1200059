import { grown } from "../grown.ts";
import { hashPair } from "./hash-pair.ts";

/** Pairs of neighbouring tokens, numbered 0, 1, … as they are first seen, with their counts. */
export class PairTable {
  size = 0;
  left: Int32Array = new Int32Array(1024);
  right: Int32Array = new Int32Array(1024);
  counts: Float64Array = new Float64Array(1024);
  private slots: Int32Array = new Int32Array(2048).fill(-1);
  /** The pairs that were increased since they were last taken, and the words in which. */
  private touched: number[] = [];
  private positions: (number[] | undefined)[] = [];

  /** Counts `count` more of a pair, which `word` holds. Calls for one word follow one another. */
  increase(left: number, right: number, count: number, word: number): void {
    const pair = this.indexOf(left, right);
    this.counts[pair] += count;
    const positions = this.positions[pair];
    if (positions === undefined) {
      this.positions[pair] = [word];
      this.touched.push(pair);
    } else if (positions[positions.length - 1] !== word) {
      positions.push(word);
    }
  }

  decrease(left: number, right: number, count: number): void {
    this.counts[this.indexOf(left, right)] -= count;
  }

  /** Calls `take` with each pair that was increased since the last time and the words in which, without repetition. */
  takeTouched(take: (pair: number, words: number[]) => void): void {
    for (const pair of this.touched) {
      take(pair, this.positions[pair]!);
      this.positions[pair] = undefined;
    }
    this.touched = [];
  }

  /** Negative when pair a comes before pair b: by left id, then by right id. */
  compare(a: number, b: number): number {
    return this.left[a] - this.left[b] || this.right[a] - this.right[b];
  }

  private indexOf(left: number, right: number): number {
    const mask = this.slots.length - 1;
    let slot = hashPair(left, right) & mask;
    for (let pair = this.slots[slot]; pair >= 0; pair = this.slots[slot]) {
      if (this.left[pair] === left && this.right[pair] === right) return pair;
      slot = (slot + 1) & mask;
    }
    if (this.size === this.left.length) {
      this.grow();
      return this.indexOf(left, right);
    }
    const pair = this.size++;
    this.slots[slot] = pair;
    this.left[pair] = left;
    this.right[pair] = right;
    this.positions[pair] = undefined;
    return pair;
  }

  private grow(): void {
    const capacity = 2 * this.left.length;
    const counts = new Float64Array(capacity);
    counts.set(this.counts);
    this.counts = counts;
    this.left = grown(this.left);
    this.right = grown(this.right);
    this.slots = new Int32Array(2 * capacity).fill(-1);
    const mask = this.slots.length - 1;
    for (let pair = 0; pair < this.size; pair++) {
      let slot = hashPair(this.left[pair], this.right[pair]) & mask;
      while (this.slots[slot] >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = pair;
    }
  }
}
