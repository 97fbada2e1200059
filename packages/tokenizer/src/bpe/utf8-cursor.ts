/** Walks a text by the bytes of its UTF-8, a whole character at a time. */
export class Utf8Cursor {
  /** The character stands at text[unitStart, unitEnd); lone surrogates count as the three bytes of U+FFFD. */
  unitStart: number;
  unitEnd: number;
  private byteEnd = 0;
  private prefixBytes: number;
  private readonly text: string;

  /**
   * @param unit where to begin in the text.
   * @param prefixBytes how many bytes that are not in the text count as part of its first character.
   */
  constructor(text: string, unit: number, prefixBytes: number) {
    this.text = text;
    this.unitStart = unit;
    this.unitEnd = unit;
    this.prefixBytes = prefixBytes;
  }

  /** Moves forward to the character that holds byte `index`. */
  moveTo(index: number): void {
    while (this.byteEnd <= index) {
      const codePoint = this.text.codePointAt(this.unitEnd)!;
      this.unitStart = this.unitEnd;
      this.unitEnd += codePoint > 0xffff ? 2 : 1;
      this.byteEnd += this.prefixBytes + utf8Length(codePoint);
      this.prefixBytes = 0;
    }
  }
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
