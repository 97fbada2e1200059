import { AddedTokens } from "./added-tokens.ts";
import { TokenSink } from "./token-sink.ts";
import type { DecodeOptions, Encoding, StreamDecoder, Tokenizer } from "./tokenizer.ts";
import type { AddedToken, TokenizerJson } from "./tokenizer-json.ts";
import { wellFormed } from "./well-formed.ts";

/** What a tokenizer with one id for each piece of text is made of. */
export interface WordLevelParts {
  /** Token of each id, shape [V]. */
  readonly tokens: readonly string[];
  readonly addedTokens: readonly AddedToken[];
  /** Need not be in the vocabulary; when it is not, an unknown piece is an error. */
  readonly unknownToken: string;
}

/** A tokenizer that cuts the text into pieces and looks each one up. */
export abstract class WordLevelTokenizer implements Tokenizer {
  abstract readonly kind: "char" | "word";
  readonly vocabularySize: number;
  readonly unknownId: number | undefined;
  readonly specialTokens: ReadonlyMap<string, number>;
  protected readonly tokens: readonly string[];
  protected readonly ids: ReadonlyMap<string, number>;
  private readonly unknownToken: string;
  private readonly addedTokens: AddedTokens;

  constructor({ tokens, addedTokens, unknownToken }: WordLevelParts) {
    this.tokens = tokens;
    this.ids = new Map(tokens.map((token, id) => [token, id]));
    this.vocabularySize = tokens.length;
    this.unknownToken = unknownToken;
    this.unknownId = this.ids.get(unknownToken);
    this.addedTokens = new AddedTokens(addedTokens);
    this.specialTokens = this.addedTokens.special;
  }

  encode(text: string): Int32Array {
    return this.encodeInto(text, new TokenSink()).tokenIds();
  }

  encodeWithOffsets(text: string): Encoding {
    return this.encodeInto(text, new TokenSink()).encoding();
  }

  decode(tokenIds: ArrayLike<number>, options: DecodeOptions = {}): string {
    const decoder = this.createDecoder(options);
    let text = "";
    for (let index = 0; index < tokenIds.length; index++) text += decoder.push(tokenIds[index]);
    return text;
  }

  createDecoder({ skipSpecialTokens = false }: DecodeOptions = {}): StreamDecoder {
    return {
      push: (tokenId) => {
        const token = this.tokens[tokenId];
        if (token === undefined) {
          throw new RangeError(`decode: expected token ids in [0, ${this.vocabularySize}), got ${tokenId}`);
        }
        return skipSpecialTokens && this.specialTokens.has(token) ? "" : token;
      },
      end: () => "",
    };
  }

  tokenToId(token: string): number | undefined {
    return this.ids.get(token);
  }

  idToToken(tokenId: number): string | undefined {
    return this.tokens[tokenId];
  }

  toJson(): TokenizerJson {
    return {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: this.addedTokens.tokens,
      normalizer: null,
      pre_tokenizer: {
        type: "Split",
        pattern: { Regex: this.pattern() },
        behavior: "Isolated",
        invert: false,
      },
      post_processor: null,
      decoder: { type: "Fuse" },
      model: { type: "WordLevel", vocab: Object.fromEntries(this.ids), unk_token: this.unknownToken },
    };
  }

  /** The regular expression that cuts a text into the same pieces, in the syntax that JavaScript and Oniguruma share. */
  protected abstract pattern(): string;

  /** Puts the ids of text[start, end) into the sink. */
  protected abstract encodeSection(text: string, start: number, end: number, sink: TokenSink): void;

  /** The id of a piece, the unknown id, or an error that names the piece. */
  protected idOf(piece: string, start: number): number {
    const id = this.ids.get(piece) ?? this.unknownId;
    if (id === undefined) {
      throw new RangeError(
        `encode: expected text in the vocabulary, got ${JSON.stringify(piece)} at ${start}`,
      );
    }
    return id;
  }

  private encodeInto(text: string, sink: TokenSink): TokenSink {
    const clean = wellFormed(text);
    for (const { id, start, end } of this.addedTokens.split(clean)) {
      if (id === undefined) this.encodeSection(clean, start, end, sink);
      else sink.push(id, start, end);
    }
    return sink;
  }
}
