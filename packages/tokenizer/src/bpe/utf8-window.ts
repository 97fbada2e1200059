import { BYTES_READ_AHEAD } from "./piece-table.ts";

const SPACE = 0x20;
/** A window that stays in the first-level cache, with the room for three bytes a unit. */
const FIRST_WINDOW_UNITS = 8192;
/** For a space before the text and for what is read after it. */
const SPARE_BYTES = 1 + BYTES_READ_AHEAD;

/**
 * Reads a text as UTF-8 through a window of bounded size.
 *
 * `open` a text; while `fill` gives true, `bytes[0, length)` are the next whole characters; tell with
 * `consumed` how many of them were used: the next window begins there. A window of which nothing could be
 * used is made larger. Lone surrogates become U+FFFD.
 */
export class Utf8Window {
  bytes: Uint8Array = new Uint8Array(3 * FIRST_WINDOW_UNITS + SPARE_BYTES);
  /** Of the same memory as `bytes`, which goes on for BYTES_READ_AHEAD after `length`. */
  view: DataView = new DataView(this.bytes.buffer);
  length = 0;
  /** Whether the text ends with this window. */
  isLast = false;
  /** Where the window begins in the text, in UTF-16 units. */
  position = 0;
  /** 1 when the first byte is a space that is not in the text. */
  prefixLength = 0;
  private text = "";
  private units = FIRST_WINDOW_UNITS;
  private next = 0;
  private readonly encoder = new TextEncoder();

  /** @param addPrefixSpace put a space before a text that does not begin with one. */
  open(text: string, addPrefixSpace: boolean): void {
    this.text = text;
    this.next = 0;
    this.prefixLength = addPrefixSpace && text.charCodeAt(0) !== SPACE ? 1 : 0;
    this.units = FIRST_WINDOW_UNITS;
  }

  /** Reads the next window; false at the end of the text. */
  fill(): boolean {
    const { text, units, prefixLength } = this;
    this.position = this.next;
    if (this.position >= text.length) return false;
    let stop = Math.min(this.position + units, text.length);
    this.isLast = stop === text.length;
    if (!this.isLast && isHighSurrogate(text.charCodeAt(stop - 1))) stop--;
    if (this.bytes.length < 3 * units + SPARE_BYTES) {
      this.bytes = new Uint8Array(3 * units + SPARE_BYTES);
      this.view = new DataView(this.bytes.buffer);
    }
    const chunk = this.position === 0 && this.isLast ? text : text.slice(this.position, stop);
    this.bytes[0] = SPACE;
    const target = prefixLength === 0 ? this.bytes : this.bytes.subarray(prefixLength);
    this.length = prefixLength + this.encoder.encodeInto(chunk, target).written;
    this.next = stop;
    return true;
  }

  /** @param count how many of the window's bytes were used; less than `length` only when it is not the last. */
  consumed(count: number): void {
    if (count === 0) {
      this.next = this.position;
      this.units *= 2;
      return;
    }
    this.next -= utf16Length(this.bytes, count, this.length);
    this.prefixLength = 0;
  }
}

/** How many UTF-16 units whole characters of UTF-8 take: two for those of four bytes, otherwise one. */
function utf16Length(bytes: Uint8Array, start: number, end: number): number {
  let units = 0;
  for (let at = start; at < end; at++) {
    if ((bytes[at] & 0xc0) !== 0x80) units += bytes[at] >= 0xf0 ? 2 : 1;
  }
  return units;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
