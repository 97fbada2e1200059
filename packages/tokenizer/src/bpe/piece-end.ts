import { characterClass, WHITESPACE } from "./character-class.ts";

const SPACE = 0x20;
const APOSTROPHE = 0x27;
const [D, E, L, M, R, S, T, V] = [..."delmrstv"].map((letter) => letter.charCodeAt(0));

/** In {@link BYTE_CLASSES}: the first or a later byte of a character beyond ASCII. */
const BEYOND_ASCII = 4;
const BYTE_CLASSES = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 ? characterClass(byte) : BEYOND_ASCII,
);

/** What {@link pieceEnd} gives when bytes after `end` could still change the piece. */
export const NEEDS_MORE = -1;

/**
 * Where the piece that begins at `start` ends, by GPT-2's pattern over UTF-8 bytes:
 *
 *     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 *
 * with \s as Unicode's White_Space, as Oniguruma (and so Hugging Face tokenizers) has it: U+0085 belongs to
 * it and U+FEFF does not.
 *
 * @param bytes whole characters of well-formed UTF-8 in [start, end), with start < end.
 * @param isLast whether the text ends at `end`.
 */
export function pieceEnd(bytes: Uint8Array, start: number, end: number, isLast: boolean): number {
  let at = start;
  const first = bytes[start];
  if (first === SPACE) {
    at = start + 1;
    if (at === end) return isLast ? end : NEEDS_MORE;
  } else if (first === APOSTROPHE) {
    if (start + 3 > end && !isLast) return NEEDS_MORE;
    const length = contractionLength(bytes, start, end);
    if (length > 0) return start + length;
  }
  let kind = BYTE_CLASSES[bytes[at]];
  if (kind === BEYOND_ASCII) kind = classAt(bytes, at);
  if (kind === WHITESPACE) return whitespaceEnd(bytes, start, end, isLast);
  at = runEnd(bytes, at, end, kind);
  return at === end && !isLast ? NEEDS_MORE : at;
}

function contractionLength(bytes: Uint8Array, start: number, end: number): number {
  const second = start + 1 < end ? bytes[start + 1] : 0;
  if (second === S || second === T || second === M || second === D) return 2;
  const third = start + 2 < end ? bytes[start + 2] : 0;
  const isLong = (third === E && (second === R || second === V)) || (third === L && second === L);
  return isLong ? 3 : 0;
}

/** All of the whitespace at the end of the text; elsewhere without its last character, which may lead the next piece. */
function whitespaceEnd(bytes: Uint8Array, start: number, end: number, isLast: boolean): number {
  const stop = runEnd(bytes, start, end, WHITESPACE);
  if (stop === end) return isLast ? end : NEEDS_MORE;
  let last = stop - 1;
  while ((bytes[last] & 0xc0) === 0x80) last--;
  return last === start ? stop : last;
}

function runEnd(bytes: Uint8Array, start: number, end: number, kind: number): number {
  let at = start;
  while (at < end) {
    const byteClass = BYTE_CLASSES[bytes[at]];
    if (byteClass === kind) at++;
    else if (byteClass === BEYOND_ASCII && classAt(bytes, at) === kind) at += characterLength(bytes[at]);
    else break;
  }
  return at;
}

function characterLength(lead: number): number {
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

function classAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at];
  if (lead < 0xe0) return characterClass(((lead & 0x1f) << 6) | (bytes[at + 1] & 0x3f));
  if (lead < 0xf0)
    return characterClass(((lead & 0x0f) << 12) | ((bytes[at + 1] & 0x3f) << 6) | (bytes[at + 2] & 0x3f));
  const high = ((lead & 0x07) << 18) | ((bytes[at + 1] & 0x3f) << 12);
  return characterClass(high | ((bytes[at + 2] & 0x3f) << 6) | (bytes[at + 3] & 0x3f));
}
