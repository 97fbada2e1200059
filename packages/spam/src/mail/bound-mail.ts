import { MAXIMUM_LINES, MAXIMUM_MAIL_BYTES, MAXIMUM_PART_LINES } from "./limits.ts";

/** Empty lines before the headers. */
const FRONT = /^(?:\r?\n)*/;

/**
 * The part of a mail that is read, as bytes: without empty lines in front, and so short that no mail takes long.
 *
 * @param raw text is taken as UTF-8.
 */
export function boundMail(raw: string | Uint8Array): { bytes: Uint8Array; isCut: boolean } {
  const all = typeof raw === "string" ? new TextEncoder().encode(raw.slice(0, MAXIMUM_MAIL_BYTES + 1)) : raw;
  const read = all.subarray(0, MAXIMUM_MAIL_BYTES);
  // One byte is one character here, so that places in the text are places in the bytes.
  const characters = new TextDecoder("latin1").decode(read);
  const start = FRONT.exec(characters)![0].length;
  const ends = [
    placeAfter(characters, "\n", MAXIMUM_LINES),
    placeAfter(characters, "\n--", MAXIMUM_PART_LINES),
    read.length,
  ];
  const end = Math.max(start, Math.min(...ends));
  return { bytes: read.subarray(start, end), isCut: end < all.length };
}

/** Where `mark` stands after it has been there `count` times; Infinity where it does not. */
function placeAfter(text: string, mark: string, count: number): number {
  let at = text.indexOf(mark);
  for (let seen = 0; seen < count && at !== -1; seen++) at = text.indexOf(mark, at + mark.length);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
