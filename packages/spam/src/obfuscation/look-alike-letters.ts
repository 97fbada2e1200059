import { LOOK_ALIKES } from "./look-alikes.ts";

const letters = new Map<string, string>();
const known = new Map<string, string | undefined>();

/**
 * The letter a to z or A to Z that a character looks like, or undefined.
 *
 * By Unicode's compatibility forms (fullwidth, mathematical, circled letters) and its table of confusables (Unicode
 * Technical Standard 39), in which case counts: "В" is a B, "в" too, "Р" is a P.
 */
export function lookAlikeLetter(character: string): string | undefined {
  if (!known.has(character)) known.set(character, findLetter(character));
  return known.get(character);
}

function findLetter(character: string): string | undefined {
  const plain = character.normalize("NFKC");
  if (/^[a-z]$/i.test(plain)) return plain;
  const lower = character.toLowerCase();
  if (lower === character) return inTable(character, /[a-z]/);
  // The table takes a capital I for a small l: the small letter knows better. For others the capital looks more like one.
  return inTable(character, /[A-Z]/) ?? inTable(lower, /[a-z]/)?.toUpperCase();
}

function inTable(character: string, expected: RegExp): string | undefined {
  if (letters.size === 0) {
    for (const [letter, ...alike] of LOOK_ALIKES) for (const one of alike) letters.set(one, letter);
  }
  const letter = letters.get(character);
  return letter !== undefined && expected.test(letter) ? letter : undefined;
}
