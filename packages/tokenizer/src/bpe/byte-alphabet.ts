/**
 * The printable character that stands for each byte in a byte-level vocabulary: a byte that is a printable
 * Latin-1 character stands for itself, the others take U+0100, U+0101, … in order, so a space is "Ġ".
 *
 * Radford et al., "Language models are unsupervised multitask learners", 2019.
 */
export const BYTE_CHARACTERS: readonly string[] = byteCharacters();

const NONE = -1;
const LAST_CODE = BYTE_CHARACTERS.reduce((last, character) => Math.max(last, character.charCodeAt(0)), 0);
/** The byte that a character of the alphabet stands for, by its code. */
const BYTES = new Int16Array(LAST_CODE + 1).fill(NONE);
for (const [byte, character] of BYTE_CHARACTERS.entries()) BYTES[character.charCodeAt(0)] = byte;

/** Whether each character of a token stands for a byte. */
export function isByteToken(token: string): boolean {
  for (let index = 0; index < token.length; index++) {
    const code = token.charCodeAt(index);
    if (code > LAST_CODE || BYTES[code] === NONE) return false;
  }
  return true;
}

/** The bytes of a token of the vocabulary, whose characters all stand for one. */
export function tokenBytes(token: string): Uint8Array {
  const bytes = new Uint8Array(token.length);
  for (let index = 0; index < token.length; index++) bytes[index] = BYTES[token.charCodeAt(index)];
  return bytes;
}

function byteCharacters(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
    return String.fromCharCode(printable ? byte : next++);
  });
}
