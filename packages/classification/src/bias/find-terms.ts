import { type BiasCategory, termLists } from "./bias-category.ts";
import type { TermList } from "./terms/term-list.ts";

/** A word of a list in a text. */
export interface FoundTerm {
  /** Where it begins and ends, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly list: TermList;
  readonly row: number;
  /** Index among the groups. */
  readonly group: number;
}

type Place = Pick<FoundTerm, "list" | "row" | "group">;

interface Index {
  readonly pattern: RegExp;
  /** By the word in lower case. */
  readonly places: ReadonlyMap<string, Place>;
}

const indices = new Map<BiasCategory, Index>();

/** The words of a category's lists in a text, in their order: whole words, in any case unless the list wants a capital. */
export function findTerms(text: string, category: BiasCategory): FoundTerm[] {
  const { pattern, places } = indexOf(category);
  const found: FoundTerm[] = [];
  for (const match of text.matchAll(pattern)) {
    const [word] = match;
    const place = places.get(word.toLowerCase());
    // The pattern ignores case by Unicode's rules, which take a few more letters for the same than lower-casing does.
    if (place === undefined) continue;
    if (place.list.capitalised && word.charAt(0) !== word.charAt(0).toUpperCase()) continue;
    found.push({ ...place, start: match.index, end: match.index + word.length });
  }
  return found;
}

/** The group that most of the terms name; of equally frequent ones that which is named first. Undefined for no terms. */
export function mostNamed(terms: readonly FoundTerm[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { group } of terms) counts.set(group, (counts.get(group) ?? 0) + 1);
  let most: number | undefined;
  for (const [group, count] of counts) if (most === undefined || count > counts.get(most)!) most = group;
  return most;
}

function indexOf(category: BiasCategory): Index {
  const known = indices.get(category);
  if (known !== undefined) return known;
  const places = new Map<string, Place>();
  for (const list of termLists(category)) {
    for (const [row, words] of list.rows.entries()) {
      for (const [group, word] of words.entries()) {
        const key = word.toLowerCase();
        if (!places.has(key)) places.set(key, { list, row, group });
      }
    }
  }
  // "French people" before "French".
  const words = [...places.keys()].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{M}\\p{N}_])(?:${words.join("|")})(?![\\p{L}\\p{M}\\p{N}_])`,
    "giu",
  );
  const index = { pattern, places };
  indices.set(category, index);
  return index;
}
