import type { PieceCounts } from "./byte-piece-counter.ts";
import type { PairTable } from "./pair-table.ts";

/** The training's words as token ids, one after another in one array; merging shortens a word in its place. */
export class WordList {
  private readonly symbols: Int32Array;
  private readonly starts: Int32Array;
  private readonly lengths: Int32Array;
  private readonly counts: Float64Array;

  /** @param byteIds the token id of each byte, shape [256]. */
  constructor({ bytes, starts, counts }: PieceCounts, byteIds: Int32Array) {
    this.starts = starts;
    this.counts = counts;
    this.symbols = new Int32Array(bytes.length);
    for (let at = 0; at < bytes.length; at++) this.symbols[at] = byteIds[bytes[at]];
    this.lengths = new Int32Array(counts.length);
    for (let word = 0; word < counts.length; word++) this.lengths[word] = starts[word + 1] - starts[word];
  }

  /** Adds every pair of neighbours to `pairs`. */
  countPairs(pairs: PairTable): void {
    for (let word = 0; word < this.lengths.length; word++) {
      const start = this.starts[word];
      for (let at = start; at + 1 < start + this.lengths[word]; at++) {
        pairs.increase(this.symbols[at], this.symbols[at + 1], this.counts[word], word);
      }
    }
  }

  /** Replaces each left, right of one word by `merged`, and takes over in `pairs` what that changes around it. */
  merge(word: number, left: number, right: number, merged: number, pairs: PairTable): void {
    const { symbols } = this;
    const start = this.starts[word];
    const end = start + this.lengths[word];
    const count = this.counts[word];
    let to = start;
    for (let from = start; from < end; from++, to++) {
      if (symbols[from] !== left || from + 1 === end || symbols[from + 1] !== right) {
        symbols[to] = symbols[from];
        continue;
      }
      if (to > start) {
        pairs.decrease(symbols[to - 1], left, count);
        pairs.increase(symbols[to - 1], merged, count, word);
      }
      from++;
      if (from + 1 < end) {
        pairs.decrease(right, symbols[from + 1], count);
        pairs.increase(merged, symbols[from + 1], count, word);
      }
      symbols[to] = merged;
    }
    this.lengths[word] = to - start;
  }
}
