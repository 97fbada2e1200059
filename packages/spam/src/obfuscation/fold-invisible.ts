/** Latin letters and digits with what is not seen between them. */
const SPLIT_WORD = /[\p{Script=Latin}\p{N}](?:\p{Default_Ignorable_Code_Point}*[\p{Script=Latin}\p{N}])+/gu;
const UNSEEN = /\p{Default_Ignorable_Code_Point}+/gu;
/** Soft hyphens and non-joiners, which printed words may have between syllables. */
const HYPHENS = /[\u00ad\u200c]/u;
/** Letters that marks strike through, or that have more marks than any language puts on one. */
const MARKED = /(?:\p{Script=Latin}(?:[\u0334-\u0338\u20d2-\u20e0]|[\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]*)+/gu;

/**
 * Words of Latin letters without the characters inside them that are not seen, and without heaps of marks.
 *
 * Other scripts need some of them and keep all. `report` is called for each word that no honest hyphenation explains.
 */
export function foldInvisible(text: string, report: () => void): string {
  if (!/[^\p{ASCII}]/u.test(text)) return text;
  const joined = text.replace(SPLIT_WORD, (word) => {
    const whole = word.replace(UNSEEN, "");
    if (whole !== word && !isHyphenated(word)) report();
    return whole;
  });
  return joined.replace(MARKED, (word) => {
    report();
    return word.replace(/[\p{Mn}\p{Me}]+/gu, "");
  });
}

/** Between syllables there are at least two letters. */
function isHyphenated(word: string): boolean {
  return word.split(HYPHENS).every((syllable) => syllable.length >= 2 && syllable.search(UNSEEN) === -1);
}
