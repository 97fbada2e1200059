/**
 * The replacement written as the word was: "HE" → "SHE", "He" → "She", "he" → "she".
 *
 * @param listed how the list writes the word; written so, the replacement stands as the list writes it ("Jewish").
 */
export function matchCase(word: string, listed: string, replacement: string): string {
  if (word === listed) return replacement;
  if (word === word.toUpperCase()) return replacement.toUpperCase();
  if (word === word.toLowerCase()) return replacement.toLowerCase();
  return replacement.charAt(0).toUpperCase() + replacement.slice(1);
}
