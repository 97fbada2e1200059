import { addedSpecialTokens } from "../added-special-tokens.ts";
import { AddedTokens } from "../added-tokens.ts";
import { MAX_VOCABULARY } from "../limits.ts";
import { requireInteger } from "../require-integer.ts";
import { TokenSink } from "../token-sink.ts";
import type { DecodeOptions, Encoding, StreamDecoder, Texts, Tokenizer } from "../tokenizer.ts";
import type { AddedToken, TokenizerJson } from "../tokenizer-json.ts";
import { maxPieces, type TrainingOptions, trainingTexts } from "../training-texts.ts";
import { bpeToJson } from "./bpe-to-json.ts";
import { BYTE_CHARACTERS, tokenBytes } from "./byte-alphabet.ts";
import { BytePieceCounter } from "./byte-piece-counter.ts";
import { learnMerges } from "./learn-merges.ts";
import { MergeTable } from "./merge-table.ts";
import { PieceEncoder } from "./piece-encoder.ts";
import { NEEDS_MORE, pieceEnd } from "./piece-end.ts";
import { createByteDecoder, decodeBytes, TokenBytes } from "./token-bytes.ts";
import { Utf8Cursor } from "./utf8-cursor.ts";
import { Utf8Window } from "./utf8-window.ts";

const utf8 = new TextEncoder();

export interface BpeTokenizerOptions extends TrainingOptions {
  /** V to reach, special tokens and the 256 bytes included. Default 8,000. */
  readonly vocabularySize?: number;
  /** Pairs seen less often are not merged. Default 2. */
  readonly minFrequency?: number;
  /** They take the first ids. */
  readonly specialTokens?: readonly string[];
}

/** What a BpeTokenizer is made of. */
export interface BpeParts {
  /** Token of each id, in characters of the byte alphabet or as in `addedTokens`, shape [V]. */
  readonly tokens: readonly string[];
  /** The tokens that belong to the model, with their ids: the 256 bytes and the results of merges among them. */
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly addedTokens: readonly AddedToken[];
  /** left, right and merged id of each merge, the earliest first, shape [3M]. */
  readonly merges: Int32Array;
  /** Put a space before a text that does not begin with one. */
  readonly addPrefixSpace: boolean;
  /** Cut the text by GPT-2's pattern first. */
  readonly useRegex: boolean;
  /** A piece that is a token becomes that token, whether or not merges lead to it. */
  readonly ignoreMerges: boolean;
}

/**
 * Byte-level byte-pair encoding, as in GPT-2: any text has ids (there are no unknowns) and comes back exactly.
 *
 * Radford et al., "Language models are unsupervised multitask learners", 2019; Sennrich, Haddow and Birch,
 * "Neural machine translation of rare words with subword units", ACL 2016.
 */
export class BpeTokenizer implements Tokenizer {
  readonly kind = "bpe";
  readonly vocabularySize: number;
  readonly unknownId = undefined;
  readonly specialTokens: ReadonlyMap<string, number>;
  private readonly parts: BpeParts;
  private readonly addedTokens: AddedTokens;
  private readonly encoder: PieceEncoder;
  private knownIds: ReadonlyMap<string, number> | undefined;
  private knownBytes: TokenBytes | undefined;
  private readonly window = new Utf8Window();
  private readonly sink = new TokenSink();

  constructor(parts: BpeParts) {
    this.parts = parts;
    this.vocabularySize = parts.tokens.length;
    this.addedTokens = new AddedTokens(parts.addedTokens);
    this.specialTokens = this.addedTokens.special;
    const byteIds = Int32Array.from(BYTE_CHARACTERS, (character) => parts.vocabulary.get(character)!);
    const wholePieces = parts.ignoreMerges ? parts.vocabulary : undefined;
    this.encoder = new PieceEncoder(new MergeTable(parts.merges), byteIds, wholePieces);
    checkAddedTokens(parts);
  }

  /**
   * Learns the vocabulary of `texts`, in memory that does not grow with them.
   *
   * Agrees with Hugging Face's ByteLevelBPETokenizer trained on the same texts.
   *
   * @throws RangeError when vocabularySize has no room for the special tokens and the 256 bytes.
   */
  static async train(texts: Texts, options: BpeTokenizerOptions = {}): Promise<BpeTokenizer> {
    const { vocabularySize = 8000, minFrequency = 2, specialTokens = [] } = options;
    const addedTokens = addedSpecialTokens(specialTokens);
    requireInteger("train", "vocabularySize", vocabularySize, 256 + addedTokens.length, MAX_VOCABULARY);
    requireInteger("train", "minFrequency", minFrequency, 0);
    const counter = new BytePieceCounter(maxPieces(options));
    for await (const text of trainingTexts(texts, options)) counter.addText(text);
    const learned = learnMerges(counter.result(), {
      vocabularySize,
      minFrequency,
      specialTokens,
    });
    const vocabulary = new Map(learned.tokens.map((token, id) => [token, id]));
    const pipeline = { addPrefixSpace: false, useRegex: true, ignoreMerges: false };
    return new BpeTokenizer({ ...learned, vocabulary, addedTokens, ...pipeline });
  }

  encode(text: string): Int32Array {
    const { sink } = this;
    sink.clear();
    for (const { id, start, end } of this.addedTokens.split(text)) {
      if (id === undefined) this.encodeSection(text.slice(start, end), sink);
      else sink.push(id, start, end);
    }
    return sink.tokenIds();
  }

  encodeWithOffsets(text: string): Encoding {
    const { sink } = this;
    sink.clear();
    for (const { id, start, end } of this.addedTokens.split(text)) {
      if (id === undefined) this.encodeSectionWithOffsets(text, start, end, sink);
      else sink.push(id, start, end);
    }
    return sink.encoding();
  }

  decode(tokenIds: ArrayLike<number>, options: DecodeOptions = {}): string {
    return decodeBytes(this.bytes, tokenIds, this.skipped(options));
  }

  createDecoder(options: DecodeOptions = {}): StreamDecoder {
    return createByteDecoder(this.bytes, this.skipped(options));
  }

  tokenToId(token: string): number | undefined {
    this.knownIds ??= new Map(this.parts.tokens.map((known, id) => [known, id]));
    return this.knownIds.get(token);
  }

  idToToken(tokenId: number): string | undefined {
    return this.parts.tokens[tokenId];
  }

  toJson(): TokenizerJson {
    return bpeToJson(this.parts);
  }

  /** The ids of a text without added tokens: each window's pieces, one after another. */
  private encodeSection(section: string, sink: TokenSink): void {
    const { window, encoder } = this;
    const { useRegex, addPrefixSpace } = this.parts;
    window.open(section, addPrefixSpace);
    while (window.fill()) {
      const { view, bytes, length, isLast } = window;
      sink.reserve(length);
      const { ids } = sink;
      let { count } = sink;
      let start = 0;
      while (start < length) {
        const end = useRegex ? pieceEnd(view, bytes, start, length, isLast) : isLast ? length : NEEDS_MORE;
        if (end === NEEDS_MORE) break;
        count = encoder.encode(view, bytes, start, end, ids, count);
        start = end;
      }
      sink.count = count;
      window.consumed(start);
      encoder.limitMemory();
    }
  }

  /** The bytes of the tokens are those of the text, so offsets follow from the tokens' lengths. */
  private encodeSectionWithOffsets(text: string, start: number, end: number, sink: TokenSink): void {
    const section = text.slice(start, end);
    const first = sink.count;
    this.encodeSection(section, sink);
    const { bytes } = this;
    const hasPrefix = this.parts.addPrefixSpace && !section.startsWith(" ");
    const cursor = new Utf8Cursor(text, start, hasPrefix ? 1 : 0);
    let byte = 0;
    for (let index = first; index < sink.count; index++) {
      cursor.moveTo(byte);
      const { unitStart } = cursor;
      byte += bytes.lengthOf(sink.ids[index]);
      cursor.moveTo(byte - 1);
      sink.setOffsets(index, unitStart, cursor.unitEnd);
    }
  }

  /** Made when they are first asked for: who only encodes needs none. */
  private get bytes(): TokenBytes {
    this.knownBytes ??= bytesOfTokens(this.parts);
    return this.knownBytes;
  }

  private skipped({ skipSpecialTokens = false }: DecodeOptions): ReadonlySet<number> {
    return new Set(skipSpecialTokens ? this.specialTokens.values() : []);
  }
}

/** @throws TypeError for an added token that a text's bytes could become as well, but whose own bytes are others. */
function checkAddedTokens({ addedTokens, vocabulary, merges }: BpeParts): void {
  const beyondAscii = addedTokens.filter(({ content }) => utf8.encode(content).length !== content.length);
  if (beyondAscii.length === 0) return;
  const fromText = new Set(BYTE_CHARACTERS.map((character) => vocabulary.get(character)));
  for (let at = 2; at < merges.length; at += 3) fromText.add(merges[at]);
  const wrong = beyondAscii.find(({ id }) => fromText.has(id));
  if (wrong !== undefined) {
    throw new TypeError(
      `BpeTokenizer: expected added tokens unlike those of bytes, got ${JSON.stringify(wrong.content)}`,
    );
  }
}

/** An added token's bytes are its UTF-8, any other's those that its characters stand for. */
function bytesOfTokens({ tokens, addedTokens }: BpeParts): TokenBytes {
  const added = new Map(addedTokens.map(({ id, content }) => [id, content]));
  return new TokenBytes(
    tokens.map((token, id) => {
      const content = added.get(id);
      return content === undefined ? tokenBytes(token) : utf8.encode(content);
    }),
  );
}
