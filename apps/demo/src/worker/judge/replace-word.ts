/**
 * A text with a word, or several in a row, replaced wherever it stands as a whole word, in upper or lower case.
 *
 * @returns undefined when it does not stand there, or when nothing changes.
 */
export function replaceWord(text: string, word: string, by: string): string | undefined {
  const wanted = word.trim();
  if (wanted === "") return undefined;
  const literal = wanted.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const pattern = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_])${literal}(?![\\p{L}\\p{M}\\p{N}_])`, "giu");
  const replaced = text.replace(pattern, () => by.trim());
  return replaced === text ? undefined : replaced;
}
