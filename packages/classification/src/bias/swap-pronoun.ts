/** What follows "her" as an object or "hers", hardly ever "her" before a noun. */
const FOLLOWS_OBJECT = new Set(
  (
    "and or but nor so yet if because although though while when where who whom whose which that than as since until " +
    "unless after before to for from of in into on onto at by with without about against around between through " +
    "under over up out off down away again too either anyway instead alone later once twice the a an this these " +
    "those some any every no my your our their its it he she they we you i him them us me there here now then today " +
    "yesterday tonight tomorrow is was are were be been being am has had have does did do will would can could should " +
    "may might must not never always just also even everything nothing something anything how what why"
  ).split(" "),
);

/** "his or her own", "his/her": the noun comes later. */
const SHARED_NOUN = /^(?:\s+(?:and|or)\s+|\s*\/\s*)(?:his|her|their|my|your|our)(?![\p{L}\p{N}])/iu;

/**
 * The counterpart of the two pronouns that have more than one: "her" is "him" or "his", "his" is "her" or "hers".
 *
 * Before a noun or an adjective they are possessive, and any word counts as one that is not in a short list of function
 * words; punctuation and the end of the text do not. So "I saw her there" becomes "I saw him there" and "her old coat"
 * "his old coat", but "they made her captain" becomes, wrongly, "they made his captain".
 *
 * @param pronoun in lower case.
 * @param following the text behind it.
 * @returns undefined for any other word.
 */
export function swapPronoun(pronoun: string, following: string): string | undefined {
  if (pronoun === "her") return isPossessive(following) ? "his" : "him";
  if (pronoun === "his") return isPossessive(following) ? "her" : "hers";
  return undefined;
}

function isPossessive(following: string): boolean {
  if (SHARED_NOUN.test(following)) return true;
  const next = /^\s+["'“‘(]?([\p{L}\p{N}]+)/u.exec(following)?.[1];
  return next !== undefined && !FOLLOWS_OBJECT.has(next.toLowerCase());
}
