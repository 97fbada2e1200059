import type { TokenizerJson } from "./tokenizer-json.ts";

/** Token ids with the places in the text that they came from. */
export interface Encoding {
  /** Shape [N]. */
  readonly tokenIds: Int32Array;
  /**
   * Shape [2N]: start and end of each token in UTF-16 units of the text, so that
   * `text.slice(offsets[2 * n], offsets[2 * n + 1])` is what token n covers. A token that holds only some
   * bytes of a character covers the whole character.
   */
  readonly offsets: Int32Array;
}

export interface DecodeOptions {
  /** Leave special tokens out of the text. Default false. */
  readonly skipSpecialTokens?: boolean;
}

/** Turns token ids into text as they come. */
export interface StreamDecoder {
  /** The text that is certain after this token: perhaps empty, never half a character. */
  push(tokenId: number): string;
  /** What is left: U+FFFD for a character whose last bytes never came, otherwise nothing. */
  end(): string;
}

/** Text to token ids and back. */
export interface Tokenizer {
  readonly kind: "char" | "word" | "bpe";
  /** V: how many ids there are, special tokens included. */
  readonly vocabularySize: number;
  /** The id of whatever is not in the vocabulary; undefined when nothing can be unknown or unknowns are refused. */
  readonly unknownId: number | undefined;
  /** Special tokens and their ids. They are matched in the text before anything else. */
  readonly specialTokens: ReadonlyMap<string, number>;
  /** Token ids of `text`, shape [N]. A lone surrogate counts as U+FFFD. */
  encode(text: string): Int32Array;
  /** Token ids of `text` and the part of it that each covers. */
  encodeWithOffsets(text: string): Encoding;
  /**
   * The text of token ids.
   *
   * @throws RangeError when an id is not an integer in [0, V).
   */
  decode(tokenIds: ArrayLike<number>, options?: DecodeOptions): string;
  /** Decodes one token after another; the pieces of text joined are what `decode` gives. */
  createDecoder(options?: DecodeOptions): StreamDecoder;
  /** The id of a token as it stands in tokenizer.json (byte-level BPE writes a space as "Ġ"). */
  tokenToId(token: string): number | undefined;
  idToToken(tokenId: number): string | undefined;
  /** Hugging Face's tokenizer.json as an object. */
  toJson(): TokenizerJson;
}

/** Texts to train on: documents, or with `continuous` the chunks of one text. */
export type Texts = Iterable<string> | AsyncIterable<string>;
