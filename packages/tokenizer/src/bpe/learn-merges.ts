import { BYTE_CHARACTERS } from "./byte-alphabet.ts";
import type { PieceCounts } from "./byte-piece-counter.ts";
import { Int32Heap } from "./int32-heap.ts";
import { PairTable } from "./pair-table.ts";
import { WordList } from "./word-list.ts";

export interface LearnMergesOptions {
  /** V to reach, special tokens and the 256 bytes included. */
  readonly vocabularySize: number;
  /** Pairs seen less often are not merged. */
  readonly minFrequency: number;
  /** These take the first ids. */
  readonly specialTokens: readonly string[];
}

/** What a byte-level BPE is made of. */
export interface BpeVocabulary {
  /** Token of each id, in characters of the byte alphabet, shape [V]. */
  readonly tokens: readonly string[];
  /** left, right and merged id of each merge, the earliest first, shape [3M]. */
  readonly merges: Int32Array;
}

/**
 * Learns the merges of a byte-level BPE from distinct pieces and their counts.
 *
 * Always the most frequent pair of neighbours becomes a token; of equally frequent ones that with the lower
 * left id, then the lower right id. Counts are kept up to date in the words that a merge touches; a pair's
 * entry in the queue is checked against its count only when it comes up (Sennrich, Haddow and Birch 2016, with
 * the bookkeeping of Hugging Face's trainer, so that the vocabularies agree).
 */
export function learnMerges(pieces: PieceCounts, options: LearnMergesOptions): BpeVocabulary {
  const { vocabularySize, minFrequency, specialTokens } = options;
  const tokens = [...new Set([...specialTokens, ...[...BYTE_CHARACTERS].sort()])];
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const words = new WordList(
    pieces,
    Int32Array.from(BYTE_CHARACTERS, (character) => ids.get(character)!),
  );
  const pairs = new PairTable();
  const queue = new MergeQueue(pairs);
  words.countPairs(pairs);
  queue.pushTouched();

  const merged = new Map<number, number>();
  while (tokens.length < vocabularySize && queue.size > 0) {
    const { pair, positions } = queue.pop();
    if (pairs.counts[pair] < Math.max(1, minFrequency)) break;
    const left = pairs.left[pair];
    const right = pairs.right[pair];
    const token = tokens[left] + tokens[right];
    let id = ids.get(token);
    if (id === undefined) {
      id = tokens.length;
      tokens.push(token);
      ids.set(token, id);
    }
    // A pair that comes up again (its token can arise in two ways) takes its later place.
    merged.delete(pair);
    merged.set(pair, id);
    for (const word of positions) words.merge(word, left, right, id, pairs);
    queue.pushTouched();
  }
  const merges = Int32Array.from(
    [...merged].flatMap(([pair, id]) => [pairs.left[pair], pairs.right[pair], id]),
  );
  return { tokens, merges };
}

/**
 * Pairs to merge, the most frequent first, each with the words where it arose.
 *
 * An entry's count is that of when it was pushed; one that is out of date goes back with the new count.
 */
class MergeQueue {
  private readonly pairs: PairTable;
  private readonly entryPair: number[] = [];
  private readonly entryCount: number[] = [];
  private readonly entryPositions: number[][] = [];
  private readonly heap: Int32Heap;

  constructor(pairs: PairTable) {
    this.pairs = pairs;
    const { entryPair, entryCount } = this;
    this.heap = new Int32Heap(
      (a, b) => entryCount[b] - entryCount[a] || pairs.compare(entryPair[a], entryPair[b]),
    );
  }

  get size(): number {
    return this.heap.size;
  }

  /** Pushes the pairs that arose since the last call. */
  pushTouched(): void {
    this.pairs.takeTouched((pair, positions) => {
      if (this.pairs.counts[pair] <= 0) return;
      this.entryPair.push(pair);
      this.entryCount.push(this.pairs.counts[pair]);
      this.entryPositions.push(positions);
      this.heap.push(this.entryPair.length - 1);
    });
  }

  pop(): { pair: number; positions: readonly number[] } {
    for (;;) {
      const entry = this.heap.pop();
      const pair = this.entryPair[entry];
      if (this.entryCount[entry] === this.pairs.counts[pair]) {
        const positions = this.entryPositions[entry];
        this.entryPositions[entry] = [];
        return { pair, positions };
      }
      this.entryCount[entry] = this.pairs.counts[pair];
      this.heap.push(entry);
    }
  }
}
