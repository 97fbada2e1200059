import { type CleanOptions, clean, type Tokenizer } from "@engram/tokenizer";

/** The special token that every document begins with: so that even an empty one has something to read. */
export const DOCUMENT_TOKEN = "<doc>";

/** How a text becomes token ids: plain JSON, kept with the model. */
export interface TextPreparation {
  readonly clean: CleanOptions;
  /** A longer document loses its middle: the first and the last half of so many tokens are read. */
  readonly maximumTokens: number;
}

export const DEFAULT_PREPARATION: TextPreparation = {
  clean: {
    htmlTags: "remove",
    htmlEntities: "decode",
    lookAlikes: "plain",
    letterCase: "lower",
    whitespace: "single-line",
  },
  maximumTokens: 1024,
};

/** Characters of a document that are looked at: more make no token that is read. */
const CHARACTERS_PER_TOKEN = 64;

/** What of a text can become a token that is read: its beginning and its end with a space between; mostly all of it. */
export function readPart(text: string, maximumTokens: number): string {
  const most = maximumTokens * CHARACTERS_PER_TOKEN;
  if (text.length <= most) return text;
  const half = Math.floor(most / 2);
  return `${text.slice(0, half)} ${text.slice(-half)}`;
}

/**
 * Cleans and encodes a text: the document token, then at most `maximumTokens` - 1 tokens.
 *
 * @param options.reversed the last token first, for a model that reads backwards.
 */
export function prepareText(
  text: string,
  tokenizer: Tokenizer,
  { clean: options, maximumTokens }: TextPreparation,
  { reversed = false }: { readonly reversed?: boolean } = {},
): Int32Array {
  const start = tokenizer.specialTokens.get(DOCUMENT_TOKEN);
  if (start === undefined) {
    throw new RangeError(
      `prepareText: expected a tokenizer with the special token ${DOCUMENT_TOKEN}, got none`,
    );
  }
  const read = readPart(text, maximumTokens);
  // Special tokens are matched in the text: a text that has one in it must not begin a document.
  const tokenIds = tokenizer.encode(clean(read, options)).filter((id) => id !== start);
  const kept = cutMiddle(tokenIds, maximumTokens - 1);
  if (reversed) kept.reverse();
  const prepared = new Int32Array(kept.length + 1);
  prepared[0] = start;
  prepared.set(kept, 1);
  return prepared;
}

/** At most `most` ids: the first and the last half. */
function cutMiddle(ids: Int32Array, most: number): Int32Array {
  if (ids.length <= most) return ids.slice();
  const first = Math.floor(most / 2);
  const cut = new Int32Array(most);
  cut.set(ids.subarray(0, first));
  cut.set(ids.subarray(ids.length - (most - first)), first);
  return cut;
}
