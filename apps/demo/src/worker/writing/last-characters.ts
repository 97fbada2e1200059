/** The end of a text: at most `most` UTF-16 units of it, and no half of a surrogate pair. */
export function lastCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.slice(text.length - most);
  return /^[\uDC00-\uDFFF]/.test(end) ? end.slice(1) : end;
}
