import { prepareText, type TextClassifier } from "@engram/classification/inference";

/** Of a token, with room to spare: a budget that is too small is doubled. */
const CHARACTERS_A_TOKEN = 6;

/** What a model reads of a text that is too long for it, and little more. */
export interface Ends {
  /** Its beginning and its end with a space between, of which the model reads the same tokens as of the whole. */
  readonly text: string;
  /** Where the end begins in it. */
  readonly endStart: number;
  /** What is to be added to a place in the end to have it in the whole. */
  readonly shift: number;
}

/** The ends of a long text, where they are shorter than it: its middle need not be taken apart word by word. */
export function readEnds({ tokenizer, config }: TextClassifier, text: string): Ends | undefined {
  const { preparation } = config;
  const tokensOf = (part: string) => prepareText(part, tokenizer, preparation).join();
  const read = tokensOf(text);
  for (let size = (CHARACTERS_A_TOKEN * preparation.maximumTokens) / 2; 2 * size < text.length; size *= 2) {
    const [beginning, end] = [text.slice(0, size), text.slice(-size)];
    const ends = `${beginning} ${end}`;
    if (tokensOf(ends) === read) {
      return { text: ends, endStart: size + 1, shift: text.length - ends.length };
    }
  }
  return undefined;
}
