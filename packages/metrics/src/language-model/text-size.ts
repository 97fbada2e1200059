/**
 * Unicode code points and UTF-8 bytes of `text`, without a copy of it.
 *
 * A lone surrogate counts as one character of three bytes: the U+FFFD that UTF-8 encoders write for it.
 * Counts of pieces add up to those of the whole unless a cut parts a surrogate pair.
 */
export function textSize(text: string): { characters: number; bytes: number } {
  let characters = 0;
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const codePoint = text.codePointAt(index)!;
    characters++;
    if (codePoint < 0x80) bytes += 1;
    else if (codePoint < 0x800) bytes += 2;
    else if (codePoint < 0x10000) bytes += 3;
    else {
      bytes += 4;
      index++;
    }
  }
  return { characters, bytes };
}
