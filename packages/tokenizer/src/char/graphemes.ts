const CARRIAGE_RETURN = 0x0d;

/**
 * The grapheme clusters of a text (Unicode UAX 29), as Intl.Segmenter gives them, but many times faster where
 * the text is ASCII: between two ASCII characters other than CR LF there is always a border.
 */
export function* graphemes(text: string, segmenter: Intl.Segmenter): Generator<string> {
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = start + 1;
    while (end < text.length && !(isPlain(text, end - 1) && isPlain(text, end))) end++;
    if (end === start + 1 && isPlain(text, start)) yield text[start];
    else for (const { segment } of segmenter.segment(text.slice(start, end))) yield segment;
  }
}

function isPlain(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit < 0x80 && unit !== CARRIAGE_RETURN;
}
