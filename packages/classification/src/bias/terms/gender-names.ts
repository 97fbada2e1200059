import type { TermList } from "./term-list.ts";

/**
 * First names that were given in the United States almost only to boys or almost only to girls, and often.
 *
 * They stand in pairs, so that a name is always replaced by the same other one. Names that are common words at the start
 * of a sentence (Mark, Grace) are left out; "Paul" may still be the apostle, and a famous name keeps its surname.
 */
export const GENDER_NAMES: TermList = {
  groups: ["male", "female"],
  rows: [
    ["James", "Mary"],
    ["Michael", "Jennifer"],
    ["Robert", "Patricia"],
    ["John", "Linda"],
    ["David", "Elizabeth"],
    ["William", "Barbara"],
    ["Richard", "Susan"],
    ["Joseph", "Jessica"],
    ["Thomas", "Karen"],
    ["Christopher", "Sarah"],
    ["Charles", "Nancy"],
    ["Daniel", "Lisa"],
    ["Matthew", "Sandra"],
    ["Anthony", "Margaret"],
    ["Steven", "Kimberly"],
    ["Donald", "Donna"],
    ["Andrew", "Emily"],
    ["Joshua", "Michelle"],
    ["Paul", "Amanda"],
    ["Kenneth", "Carol"],
    ["Kevin", "Melissa"],
    ["Brian", "Deborah"],
    ["Timothy", "Stephanie"],
    ["Ronald", "Rebecca"],
    ["Jason", "Laura"],
    ["George", "Helen"],
    ["Edward", "Sharon"],
    ["Jeffrey", "Cynthia"],
    ["Jacob", "Kathleen"],
    ["Nicholas", "Amy"],
    ["Gary", "Angela"],
    ["Eric", "Anna"],
    ["Jonathan", "Ruth"],
    ["Stephen", "Brenda"],
    ["Larry", "Pamela"],
    ["Peter", "Nicole"],
    ["Frank", "Katherine"],
    ["Gregory", "Catherine"],
    ["Patrick", "Christine"],
    ["Dennis", "Janet"],
  ],
  capitalised: true,
  source:
    "US Social Security Administration, frequent names of births over the last hundred years; paired by us",
};
