import type { TermList } from "./term-list.ts";

const GROUPS = [
  "American",
  "British",
  "French",
  "German",
  "Russian",
  "Chinese",
  "Japanese",
  "Indian",
  "Mexican",
  "Nigerian",
  "Iranian",
];

/**
 * Adjectives and inhabitants of eleven populous countries on four continents.
 *
 * They also name languages, food and history ("German measles"), and "Indian" more than one people.
 */
export const NATIONALITIES: TermList = {
  groups: GROUPS,
  rows: [
    GROUPS,
    [
      "Americans",
      "Britons",
      "French people",
      "Germans",
      "Russians",
      "Chinese people",
      "Japanese people",
      "Indians",
      "Mexicans",
      "Nigerians",
      "Iranians",
    ],
  ],
  capitalised: false,
  source:
    "Demonyms of member states of the United Nations; terms of this kind: Dixon et al. 2018 (Measuring and mitigating unintended bias in text classification)",
};

/** The countries themselves; "china" is no country. */
export const COUNTRIES: TermList = {
  groups: GROUPS,
  rows: [
    [
      "America",
      "Britain",
      "France",
      "Germany",
      "Russia",
      "China",
      "Japan",
      "India",
      "Mexico",
      "Nigeria",
      "Iran",
    ],
  ],
  capitalised: true,
  source: "Short names of member states of the United Nations",
};
