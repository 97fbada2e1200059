import { addedSpecialTokens } from "../added-special-tokens.ts";
import { MAX_ADDED_TOKENS, MAX_VOCABULARY } from "../limits.ts";
import { PieceCounter } from "../piece-counter.ts";
import { requireInteger } from "../require-integer.ts";
import type { TokenSink } from "../token-sink.ts";
import type { Texts } from "../tokenizer.ts";
import { maxPieces, type TrainingOptions, trainingTexts } from "../training-texts.ts";
import { type WordLevelParts, WordLevelTokenizer } from "../word-level-tokenizer.ts";
import { countWords, intlSegmentRun, type SegmentRun } from "./count-words.ts";
import { lexiconOf, PIECE, wordPattern } from "./word-pattern.ts";

export interface WordTokenizerOptions extends TrainingOptions {
  /** The most words to keep, the most frequent first; special tokens come on top. Default 30,000. */
  readonly maxWords?: number;
  /** Words seen less often become unknown. Default 2. */
  readonly minFrequency?: number;
  /** Stands for words that are not in the vocabulary; null makes them an error. Default "<unk>". */
  readonly unknownToken?: string | null;
  /** Fills up the short rows of a batch; takes id 0. Null for none. Default "<pad>". */
  readonly paddingToken?: string | null;
  /** Further special tokens. */
  readonly specialTokens?: readonly string[];
  /**
   * Cuts a run of a script without spaces (Chinese, Japanese, Thai, …) into words, for example with jieba.
   * Only training needs it. Default: Intl.Segmenter.
   */
  readonly segmentRun?: SegmentRun;
}

/**
 * One id a word, with the space before it as part of the word (" whale"), so that a decoded text has the
 * spaces of the original. Signs and further whitespace are tokens of one character.
 *
 * In scripts without spaces a word is the longest of the vocabulary that fits (maximum matching), and where
 * none does, a single character.
 */
export class WordTokenizer extends WordLevelTokenizer {
  readonly kind = "word";
  private readonly longestWord: number;

  constructor(parts: WordLevelParts) {
    super(parts);
    this.longestWord = lexiconOf(parts.tokens)[0]?.length ?? 0;
  }

  /** Counts the words of `texts`; ids follow frequency, after the special tokens. */
  static async train(texts: Texts, options: WordTokenizerOptions = {}): Promise<WordTokenizer> {
    const { maxWords = 30_000, minFrequency = 2, unknownToken = "<unk>", paddingToken = "<pad>" } = options;
    requireInteger("train", "maxWords", maxWords, 1, MAX_VOCABULARY - MAX_ADDED_TOKENS);
    requireInteger("train", "minFrequency", minFrequency, 0);
    const counter = new PieceCounter(maxPieces(options));
    const segmentRun = options.segmentRun ?? intlSegmentRun();
    for await (const text of trainingTexts(texts, options)) countWords(text, counter, segmentRun);
    const special = addedSpecialTokens([paddingToken, unknownToken, ...(options.specialTokens ?? [])]);
    const words = counter.mostFrequent({ minFrequency, limit: maxWords });
    const tokens = [...new Set([...special.map((token) => token.content), ...words])];
    return new WordTokenizer({ tokens, addedTokens: special, unknownToken: unknownToken ?? "<unk>" });
  }

  protected pattern(): string {
    return wordPattern(this.tokens);
  }

  protected encodeSection(text: string, start: number, end: number, sink: TokenSink): void {
    const section = text.slice(start, end);
    for (let at = 0; at < section.length; ) {
      PIECE.lastIndex = at;
      const [piece, unspaced] = PIECE.exec(section)!;
      const token = unspaced === undefined ? piece : this.longestMatch(section, at, unspaced);
      sink.push(this.idOf(token, start + at), start + at, start + at + token.length);
      at += token.length;
    }
  }

  /** The longest word of the vocabulary that begins at `at`, or else `character`. */
  private longestMatch(section: string, at: number, character: string): string {
    for (let length = Math.min(this.longestWord, section.length - at); length > character.length; length--) {
      const word = section.slice(at, at + length);
      if (this.ids.has(word)) return word;
    }
    return character;
  }
}
