import { lookAlikeLetter } from "./look-alike-letters.ts";

/** Letters with their marks, enclosed letters and Roman numerals among them. */
const WORD = /[\p{L}\p{M}\u{2160}-\u{217f}\u{24b6}-\u{24e9}\u{1f130}-\u{1f149}]+/gu;
const FOREIGN = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;
const LATIN = /\p{Script=Latin}/u;
const GREEK = /\p{Script=Greek}/u;
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const FULLWIDTH = /[\uff21-\uff3a\uff41-\uff5a]/;
const MODIFIER = /[\p{Lm}ªº]/u;
const SMALL_CAPITAL = /[ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ]/u;

/** What a text as a whole says of a word that could be honest. */
interface Surroundings {
  /** More Latin letters than such as look like none. */
  readonly isLatin: boolean;
  /** Fullwidth letters are nothing unusual. */
  readonly isEastAsian: boolean;
  /** There are letters of other scripts that look like no Latin ones: it is really written in them. */
  readonly hasHonestForeign: boolean;
}

/** Letters of other scripts and styles that stand for Latin ones, as these; `report` is called for each such word. */
export function foldLookAlikes(text: string, report: () => void): string {
  if (!/[^\p{ASCII}]/u.test(text)) return text;
  const surroundings = surroundingsOf(text);
  return text.replace(WORD, (word) => {
    const folded = foldWord(word, surroundings);
    if (folded !== word) report();
    return folded;
  });
}

function surroundingsOf(text: string): Surroundings {
  let latin = 0;
  let unlike = 0;
  let hasHonestForeign = false;
  for (const [letter] of text.matchAll(/\p{L}/gu)) {
    if (LATIN.test(letter)) latin++;
    if (!FOREIGN.test(letter) || lookAlikeLetter(letter) !== undefined) continue;
    unlike++;
    hasHonestForeign ||= !GREEK.test(letter);
  }
  return { isLatin: latin > unlike, isEastAsian: EAST_ASIAN.test(text), hasHonestForeign };
}

function foldWord(word: string, surroundings: Surroundings): string {
  const letters = Array.from(word);
  const foreign = letters.map((letter) => FOREIGN.test(letter));
  const styled = letters.map((letter) => isStyled(letter, surroundings));
  const folds = letters.map((letter, index) =>
    foreign[index] || styled[index] ? lookAlikeLetter(letter) : undefined,
  );
  const isForeignWord = foreign.includes(true);
  // One letter that stands for no Latin one, and the word is what it looks like.
  if (isForeignWord && foreign.some((isForeign, index) => isForeign && folds[index] === undefined))
    return word;
  const isFolded = isForeignWord
    ? isDisguised(letters, foreign, surroundings)
    : styled.includes(true) && isStyleOdd(letters, styled);
  return isFolded ? letters.map((letter, index) => folds[index] ?? letter).join("") : word;
}

/** Whether a word whose foreign letters all look Latin is a Latin word in disguise, not an honest word or a mixture. */
function isDisguised(
  letters: readonly string[],
  foreign: readonly boolean[],
  { isLatin, hasHonestForeign }: Surroundings,
): boolean {
  const latin = letters.filter((letter) => LATIN.test(letter)).length;
  // "сосо" among English words; "он" in a text with more Cyrillic in it is Russian.
  if (latin === 0)
    return isLatin && !hasHonestForeign && letters.length >= 3 && !GREEK.test(letters.join(""));
  const changes = foreign.filter((isForeign, index) => index > 0 && isForeign !== foreign[index - 1]).length;
  if (changes >= 2) return isLatin || latin * 2 > letters.length;
  // One change: an ending as in "SMSка" or "TNFα".
  return isLatin && !hasHonestForeign && !GREEK.test(letters.join(""));
}

/** Letters of mathematics, in circles and squares, fullwidth or small capitals: Latin ones in another style. */
function isStyled(letter: string, { isEastAsian }: Surroundings): boolean {
  if (/[\p{ASCII}\p{M}]/u.test(letter) || MODIFIER.test(letter)) return false;
  if (FULLWIDTH.test(letter)) return !isEastAsian;
  return SMALL_CAPITAL.test(letter) || /^[a-z]$/i.test(letter.normalize("NFKC"));
}

/** A variable of one or two letters is mathematics; small capitals inside other letters are phonetic. */
function isStyleOdd(letters: readonly string[], styled: readonly boolean[]): boolean {
  if (letters.length < 3) return false;
  const isPhonetic = letters.some((letter, index) => !styled[index] && !/[a-z]/i.test(letter));
  return !(isPhonetic && letters.some((letter) => SMALL_CAPITAL.test(letter)));
}
