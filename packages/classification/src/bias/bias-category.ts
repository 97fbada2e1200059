import { GENDER_NAMES } from "./terms/gender-names.ts";
import { GENDER_WORDS } from "./terms/gender-words.ts";
import { COUNTRIES, NATIONALITIES } from "./terms/nationalities.ts";
import { ORIGIN_NAMES } from "./terms/origin-names.ts";
import { RELIGIONS } from "./terms/religions.ts";
import type { TermList } from "./terms/term-list.ts";

/** What texts may differ in: gender (words and first names), origin (first names), nationality, religion. */
export type BiasCategory = "gender" | "origin" | "nationality" | "religion";

const LISTS: Readonly<Record<BiasCategory, readonly TermList[]>> = {
  gender: [GENDER_WORDS, GENDER_NAMES],
  origin: [ORIGIN_NAMES],
  nationality: [NATIONALITIES, COUNTRIES],
  religion: [RELIGIONS],
};

export const BIAS_CATEGORIES = Object.keys(LISTS) as readonly BiasCategory[];

/** The lists of a category; all have the same groups. @throws RangeError for a category that is none. */
export function termLists(category: BiasCategory): readonly TermList[] {
  if (!Object.hasOwn(LISTS, category)) {
    throw new RangeError(`termLists: expected one of ${BIAS_CATEGORIES.join(", ")}, got ${category}`);
  }
  return LISTS[category];
}

/** The groups of a category, in the order of the reports. */
export function biasGroups(category: BiasCategory): readonly string[] {
  return termLists(category)[0].groups;
}
