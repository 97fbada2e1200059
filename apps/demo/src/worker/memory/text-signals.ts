/** What a cell might keep track of. */
export const SIGNALS = [
  "quotes",
  "brackets",
  "lineLength",
  "indentation",
  "sentenceLength",
  "wordPosition",
  "upperCase",
  "word",
] as const;
export type SignalName = (typeof SIGNALS)[number];

/** A cell that follows a word may fade after it: so many characters after it count as the word too. */
const AFTER_WORD = 5;

const OPENING_QUOTES = "“「『《";
const CLOSING_QUOTES = "”」』》";
const OPENING_BRACKETS = "([{（［【";
const CLOSING_BRACKETS = ")]}）］】";
const SENTENCE_ENDS = ".!?。！？";

/**
 * The signals of a text after each of its UTF-16 units, computed from the text alone.
 *
 * "quotes" and "brackets": how many are open (straight quotes: 0 or 1), counted anew after an empty line.
 * "lineLength", "sentenceLength", "wordPosition": characters since its start. "indentation": spaces at the line's
 * start so far. "upperCase": 1 after an upper-case letter. "word": 1 in the word and for five characters after it.
 *
 * @param word the reader's; empty for none.
 */
export function textSignals(text: string, word: string): Record<SignalName, Float32Array> {
  const signals = Object.fromEntries(SIGNALS.map((name) => [name, new Float32Array(text.length)])) as Record<
    SignalName,
    Float32Array
  >;
  let [quotes, brackets, lineLength, indentation, sentenceLength, wordPosition] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "\n") {
      if (lineLength === 0) [quotes, brackets, sentenceLength] = [0, 0, 0];
      [lineLength, indentation] = [0, 0];
    } else {
      if (indentation === lineLength && (character === " " || character === "\t")) indentation++;
      lineLength++;
    }
    if (character === '"') quotes = quotes > 0 ? 0 : 1;
    else if (OPENING_QUOTES.includes(character)) quotes++;
    else if (CLOSING_QUOTES.includes(character)) quotes = Math.max(0, quotes - 1);
    else if (OPENING_BRACKETS.includes(character)) brackets++;
    else if (CLOSING_BRACKETS.includes(character)) brackets = Math.max(0, brackets - 1);
    sentenceLength = SENTENCE_ENDS.includes(character) ? 0 : sentenceLength + 1;
    // Chinese characters are letters, but stand in no visible word.
    wordPosition =
      /[\p{L}\p{N}_'’]/u.test(character) && !/\p{Script=Han}/u.test(character) ? wordPosition + 1 : 0;
    signals.quotes[index] = quotes;
    signals.brackets[index] = brackets;
    signals.lineLength[index] = lineLength;
    signals.indentation[index] = indentation;
    signals.sentenceLength[index] = sentenceLength;
    signals.wordPosition[index] = wordPosition;
    signals.upperCase[index] = /\p{Lu}/u.test(character) ? 1 : 0;
  }
  if (word !== "") {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      signals.word.fill(1, at, at + word.length + AFTER_WORD);
    }
  }
  return signals;
}
