import { splitWords } from "./split-words.ts";

const entities: readonly (readonly [string, string])[] = [
  ["&quot;", '"'],
  ["&amp;", "&"],
  ["&lt;", "<"],
  ["&gt;", ">"],
];

/** ASCII punctuation and symbols, save the apostrophe, comma, hyphen and full stop. */
const symbols = /[!-&(-+/:-@[-`{-~]/g;

/**
 * Words and punctuation of a line as NIST's mteval-v13a parts them, the tokens of most published BLEU
 * scores. Made for languages with spaces: Chinese stays in one piece between punctuation.
 *
 *     tokenize13a('He paid $3.50, "really".')  // He paid $ 3.50 , " really " .
 */
export function tokenize13a(line: string): string[] {
  let text = line.trimEnd().replaceAll("<skipped>", "").replaceAll("-\n", "").replaceAll("\n", " ");
  for (const [entity, character] of entities) text = text.replaceAll(entity, character);
  const parted = ` ${text} `
    .replace(symbols, " $& ")
    // A comma or full stop stays inside a number, a hyphen after a digit does not.
    .replace(/([^0-9])([.,])/gu, "$1 $2 ")
    .replace(/([.,])([^0-9])/gu, " $1 $2")
    .replace(/([0-9])-/g, "$1 - ");
  return splitWords(parted);
}
