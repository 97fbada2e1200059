import { comparableWords } from "./comparable-words.ts";
import { DisjointSets } from "./disjoint-sets.ts";
import { joinAlike } from "./join-alike.ts";
import { candidateLists } from "./min-hash.ts";
import { resemblance, shingleHashes } from "./shingle-hashes.ts";

export interface DuplicateOptions {
  /** Share of shingles in both texts among those in either, in (0, 1], from which on two are near-duplicates. Default 0.8. */
  readonly similarity?: number;
  /** Words of a shingle. More make word order count more, and a changed word. Default 3. */
  readonly shingleWords?: number;
}

/** Two or more texts that are the same text. */
export interface DuplicateGroup {
  /** "exact": all have the same words, whatever their mark-up, case, punctuation and spacing. */
  readonly kind: "exact" | "near";
  /** Ascending. */
  readonly indices: readonly number[];
}

export interface Duplicates {
  /** In the order of their first texts. */
  readonly groups: readonly DuplicateGroup[];
  /** [N]: the first text of each text's group; itself where it has no duplicate. */
  readonly firstOf: Int32Array;
}

/**
 * Exact and near-duplicates among texts.
 *
 * Near-duplicates are found by MinHash and banding, in a time that grows with the texts and not with their pairs, and
 * each is verified by the similarity of the shingles themselves (Broder 1997). What is alike is joined: a group may be
 * a chain whose ends differ. The same texts give the same groups.
 *
 * @param texts N texts.
 * @throws RangeError when an option is out of range.
 */
export function findDuplicates(
  texts: readonly string[],
  { similarity = 0.8, shingleWords = 3 }: DuplicateOptions = {},
): Duplicates {
  if (!(similarity > 0 && similarity <= 1)) {
    throw new RangeError(`findDuplicates: expected a similarity in (0, 1], got ${similarity}`);
  }
  if (!(Number.isInteger(shingleWords) && shingleWords >= 1)) {
    throw new RangeError(`findDuplicates: expected shingleWords of 1 or more, got ${shingleWords}`);
  }
  const joined = new DisjointSets(texts.length);
  const firstWithWords = new Map<string, number>();
  const different: number[] = [];
  const shingles: Uint32Array[] = [];
  for (const [index, text] of texts.entries()) {
    const words = comparableWords(text);
    const key = words.join(" ");
    const first = firstWithWords.get(key);
    if (first === undefined) {
      firstWithWords.set(key, index);
      different.push(index);
      shingles.push(shingleHashes(words, shingleWords));
    } else joined.join(first, index);
  }
  const sameWords = Int32Array.from(texts, (_, index) => joined.find(index));
  for (const list of candidateLists(shingles, { similarity })) {
    joinAlike(
      list.map((set) => ({ index: different[set], shingles: shingles[set] })),
      joined,
      (one, other) => areAlike(one.shingles, other.shingles, similarity),
    );
  }
  return groupsOf(joined, sameWords);
}

function areAlike(one: Uint32Array, other: Uint32Array, similarity: number): boolean {
  // A set that is that much smaller cannot share enough.
  const ratio = Math.min(one.length, other.length) / Math.max(one.length, other.length);
  return ratio >= similarity && resemblance(one, other) >= similarity;
}

function groupsOf(joined: DisjointSets, sameWords: Int32Array): Duplicates {
  const firstOf = sameWords.map((_, index) => joined.find(index));
  const members = new Map<number, number[]>();
  for (const [index, first] of firstOf.entries()) {
    const group = members.get(first);
    if (group === undefined) members.set(first, [index]);
    else group.push(index);
  }
  const groups = [...members.values()]
    .filter(({ length }) => length > 1)
    .map((indices): DuplicateGroup => {
      const isExact = indices.every((index) => sameWords[index] === sameWords[indices[0]]);
      return { kind: isExact ? "exact" : "near", indices };
    });
  return { groups, firstOf };
}
