import { characterClass, LETTER, WHITESPACE } from "./character-class.ts";

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
 * @param view of the same memory as `bytes`, which goes on for BYTES_READ_AHEAD after `end`.
 * @param bytes whole characters of well-formed UTF-8 in [start, end), with start < end.
 * @param isLast whether the text ends at `end`.
 */
export function pieceEnd(
  view: DataView,
  bytes: Uint8Array,
  start: number,
  end: number,
  isLast: boolean,
): number {
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
  if (kind === WHITESPACE) return whitespaceEnd(view, bytes, start, end, isLast);
  at = runEnd(view, bytes, at, end, kind);
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
function whitespaceEnd(
  view: DataView,
  bytes: Uint8Array,
  start: number,
  end: number,
  isLast: boolean,
): number {
  const stop = runEnd(view, bytes, start, end, WHITESPACE);
  if (stop === end) return isLast ? end : NEEDS_MORE;
  let last = stop - 1;
  while ((bytes[last] & 0xc0) === 0x80) last--;
  return last === start ? stop : last;
}

function runEnd(view: DataView, bytes: Uint8Array, start: number, end: number, kind: number): number {
  let at = start;
  while (at < end) {
    const byteClass = BYTE_CLASSES[bytes[at]];
    if (byteClass === kind) at = kind === LETTER ? asciiLettersEnd(view, at, end) : at + 1;
    else if (byteClass === BEYOND_ASCII && classAt(bytes, at) === kind) at += characterLength(bytes[at]);
    else break;
  }
  return at;
}

/**
 * The end of a run of ASCII letters, which most of a text in Latin script is: four bytes at a time, where bit 7
 * of each byte tells whether it is one (after lowering, from "a" = 0x61 to "z" = 0x7a, so that no carry
 * leaves a byte).
 */
function asciiLettersEnd(view: DataView, start: number, end: number): number {
  for (let at = start; at < end; at += 4) {
    const word = view.getInt32(at, true);
    const lower = (word | 0x20202020) & 0x7f7f7f7f;
    const others = ((lower + 0x05050505) | ~(lower + 0x1f1f1f1f) | word) & 0x80808080;
    if (others !== 0) return Math.min(at + ((31 - Math.clz32(others & -others)) >> 3), end);
  }
  return end;
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
