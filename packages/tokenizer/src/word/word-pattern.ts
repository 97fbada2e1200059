/** First and last code points of scripts that put no spaces between words: Chinese, Japanese, Thai, Lao, Burmese, Khmer. */
const UNSPACED_RANGES = [
  [0x0e00, 0x0eff],
  [0x1000, 0x109f],
  [0x1780, 0x17ff],
  [0x3005, 0x3007],
  [0x3041, 0x30ff],
  [0x31f0, 0x31ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xf900, 0xfaff],
  [0xff66, 0xff9f],
  [0x20000, 0x3fffd],
];
const UNSPACED = UNSPACED_RANGES.map(
  ([first, last]) => `${String.fromCodePoint(first)}-${String.fromCodePoint(last)}`,
).join("");

const UNSPACED_CHARACTER = `[${UNSPACED}]`;
/** A run of letters, marks and digits, joined to further ones by apostrophes. Counted, since an engine keeps a way back for each. */
const SPACED_WORD = `(?:(?!${UNSPACED_CHARACTER})[\\p{L}\\p{M}\\p{N}]){1,256}`;
const OTHERS = [
  ` ?${SPACED_WORD}(?:['’]${SPACED_WORD}){0,4}`,
  ` ?[^${UNSPACED}\\p{White_Space}\\p{L}\\p{M}\\p{N}]`,
  "\\p{White_Space}",
].join("|");

/**
 * One piece of a text, the one that begins at `lastIndex` (group 1: a character of an unspaced script): a word or
 * a sign with the space before it, or one whitespace character. The pieces make up the text.
 */
export const PIECE = new RegExp(`(${UNSPACED_CHARACTER})|${OTHERS}`, "uy");

/** A run of an unspaced script, in parts of at most 4,096 characters. */
export const UNSPACED_RUN = new RegExp(`${UNSPACED_CHARACTER}{1,4096}`, "gu");

const LEXICON_WORD = new RegExp(`^${UNSPACED_CHARACTER}{2,}$`, "u");

/** The tokens that are words of several characters of an unspaced script, the longest first. */
export function lexiconOf(tokens: readonly string[]): string[] {
  return tokens
    .filter((token) => token.length <= MAX_LEXICON_WORD_LENGTH && LEXICON_WORD.test(token))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** In UTF-16 units. */
export const MAX_LEXICON_WORD_LENGTH = 32;

/**
 * The pieces as one regular expression, in the syntax that JavaScript and Oniguruma share: a word of the
 * lexicon, the longest that fits, or else one character.
 */
export function wordPattern(tokens: readonly string[]): string {
  return [...lexiconOf(tokens), UNSPACED_CHARACTER, OTHERS].join("|");
}
