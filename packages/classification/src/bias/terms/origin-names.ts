import type { TermList } from "./term-list.ts";

/**
 * First names that, in Massachusetts birth records of 1974 to 1979, were given much more often to white or to Black babies.
 *
 * A name tells nobody's origin, and other countries hear these names differently. The pairs keep the gender. Kenya, which
 * is a country in most texts, is left out, and one name each (Jay, Tremayne, Anne) that then has no partner or is a word.
 */
export const ORIGIN_NAMES: TermList = {
  groups: ["European American", "African American"],
  rows: [
    ["Brad", "Darnell"],
    ["Brendan", "Hakim"],
    ["Geoffrey", "Jamal"],
    ["Greg", "Jermaine"],
    ["Brett", "Kareem"],
    ["Matthew", "Leroy"],
    ["Neil", "Rasheed"],
    ["Todd", "Tyrone"],
    ["Allison", "Aisha"],
    ["Carrie", "Ebony"],
    ["Emily", "Keisha"],
    ["Jill", "Lakisha"],
    ["Laurie", "Latonya"],
    ["Kristen", "Latoya"],
    ["Meredith", "Tamika"],
    ["Sarah", "Tanisha"],
  ],
  capitalised: true,
  source:
    "Bertrand and Mullainathan 2004 (Are Emily and Greg more employable than Lakisha and Jamal?), most of them also in Caliskan, Bryson and Narayanan 2017 (Semantics derived automatically from language corpora contain human-like biases)",
};
