const ENDS_IN_ARTICLE = /(?<![\p{L}\p{N}])(an?)(\s+)$/iu;

/**
 * What stands before a replaced word, with its article fitted: "an " before "actor" becomes "a " before "man".
 *
 * By the first letter alone, which is right for every word of the lists.
 */
export function fitArticle(before: string, word: string, replacement: string): string {
  const isBeforeVowel = startsWithVowel(replacement);
  if (isBeforeVowel === startsWithVowel(word)) return before;
  return before.replace(ENDS_IN_ARTICLE, (_, article: string, blank: string) => {
    if (!isBeforeVowel) return article.charAt(0) + blank;
    return `${article.charAt(0)}${replacement === replacement.toUpperCase() ? "N" : "n"}${blank}`;
  });
}

function startsWithVowel(word: string): boolean {
  return /^[aeiou]/i.test(word);
}
