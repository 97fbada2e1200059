import { addedSpecialTokens } from "../added-special-tokens.ts";
import { MAX_ADDED_TOKENS, MAX_VOCABULARY } from "../limits.ts";
import { PieceCounter } from "../piece-counter.ts";
import { requireInteger } from "../require-integer.ts";
import type { TokenSink } from "../token-sink.ts";
import type { Texts } from "../tokenizer.ts";
import { maxPieces, type TrainingOptions, trainingTexts } from "../training-texts.ts";
import { type WordLevelParts, WordLevelTokenizer } from "../word-level-tokenizer.ts";
import { graphemes } from "./graphemes.ts";

/** The pieces of each unit as a regular expression. */
export const CHARACTER_PATTERNS = { codePoint: "[\\s\\S]", grapheme: "\\X" } as const;

/** What counts as one character. */
export type CharacterUnit = keyof typeof CHARACTER_PATTERNS;

export interface CharTokenizerOptions extends TrainingOptions {
  /** "codePoint" (default), or "grapheme": what a reader sees as one character, such as a flag or a letter with its accents. */
  readonly unit?: CharacterUnit;
  /** Characters seen less often become unknown. Default 1. */
  readonly minFrequency?: number;
  /** The most characters to keep, the most frequent first. Default 65,536. */
  readonly maxCharacters?: number;
  /** Stands for characters that are not in the vocabulary; null makes them an error. Default "<unk>". */
  readonly unknownToken?: string | null;
  /** Further special tokens; all special tokens take the first ids. */
  readonly specialTokens?: readonly string[];
}

/** One id a character: a small vocabulary and exact round trips for every text in its alphabet. */
export class CharTokenizer extends WordLevelTokenizer {
  readonly kind = "char";
  readonly unit: CharacterUnit;
  private readonly split: (text: string) => Iterable<string>;

  constructor(parts: WordLevelParts, unit: CharacterUnit) {
    super(parts);
    this.unit = unit;
    this.split = splitter(unit);
  }

  /** Collects the alphabet of `texts`; ids follow the order of code points. */
  static async train(texts: Texts, options: CharTokenizerOptions = {}): Promise<CharTokenizer> {
    const { unit = "codePoint", minFrequency = 1, maxCharacters = 65_536, unknownToken = "<unk>" } = options;
    requireInteger("train", "maxCharacters", maxCharacters, 1, MAX_VOCABULARY - MAX_ADDED_TOKENS);
    requireInteger("train", "minFrequency", minFrequency, 0);
    const counter = new PieceCounter(maxPieces(options));
    const split = splitter(unit);
    for await (const text of trainingTexts(texts, options)) {
      for (const character of split(text)) counter.add(character);
    }
    const special = addedSpecialTokens([unknownToken, ...(options.specialTokens ?? [])]);
    const names = special.map((token) => token.content);
    const alphabet = counter.mostFrequent({ minFrequency, limit: maxCharacters }).sort(byCodePoint);
    const tokens = [...new Set([...names, ...alphabet])];
    return new CharTokenizer({ tokens, addedTokens: special, unknownToken: unknownToken ?? "<unk>" }, unit);
  }

  protected pattern(): string {
    return CHARACTER_PATTERNS[this.unit];
  }

  protected encodeSection(text: string, start: number, end: number, sink: TokenSink): void {
    let at = start;
    for (const character of this.split(text.slice(start, end))) {
      sink.push(this.idOf(character, at), at, at + character.length);
      at += character.length;
    }
  }
}

/** How a text is cut into characters. */
function splitter(unit: CharacterUnit): (text: string) => Iterable<string> {
  if (unit === "codePoint") return (text) => text;
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  return (text) => graphemes(text, segmenter);
}

function byCodePoint(a: string, b: string): number {
  return a.codePointAt(0)! - b.codePointAt(0)! || (a < b ? -1 : 1);
}
