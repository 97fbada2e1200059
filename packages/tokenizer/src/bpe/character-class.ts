/** What GPT-2's pattern tells apart: \p{L}, \p{N}, \p{White_Space} and the rest. */
const OTHER = 0;
export const LETTER = 1;
const NUMBER = 2;
export const WHITESPACE = 3;

const PAGE = 256;
const pages: (Uint8Array | undefined)[] = [];

/** The class of a code point. Tables are made for 256 code points at a time, when first asked for. */
export function characterClass(codePoint: number): number {
  const page = pages[codePoint >>> 8] ?? makePage(codePoint >>> 8);
  return page[codePoint & (PAGE - 1)];
}

function makePage(number: number): Uint8Array {
  const page = Uint8Array.from({ length: PAGE }, (_, index) => {
    const character = String.fromCodePoint(number * PAGE + index);
    if (/\p{L}/u.test(character)) return LETTER;
    if (/\p{N}/u.test(character)) return NUMBER;
    return /\p{White_Space}/u.test(character) ? WHITESPACE : OTHER;
  });
  pages[number] = page;
  return page;
}
