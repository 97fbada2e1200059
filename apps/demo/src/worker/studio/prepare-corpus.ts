import { BpeTokenizer, CharTokenizer, clean, type Tokenizer, WordTokenizer } from "@engram/tokenizer";
import type { TrainingOptions } from "./training-options.ts";

/** An LSTM needs a token and the one after it, in both parts of the text. */
const FEWEST_TOKENS = 2;

/** The live validation reads at most this much: a look at the curve must not hold up the training. */
const MOST_VALIDATION_TOKENS = 20_000;

/** A text as numbers, with the part that is held back. */
export interface Corpus {
  readonly tokenizer: Tokenizer;
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Cleans a text, learns a tokenizer from all but its end, and encodes both parts.
 *
 * @throws Error when the text is empty or too short.
 */
export async function prepareCorpus(text: string, options: TrainingOptions): Promise<Corpus> {
  const cleaned = clean(text.replace(/\r\n?/g, "\n"), {
    htmlTags: "keep",
    htmlEntities: "keep",
    normalization: "NFC",
    lookAlikes: options.plainPunctuation ? "plain" : "keep",
    specialCharacters: "keep",
    letterCase: "keep",
    whitespace: "keep",
  });
  const border = characterBorder(cleaned, Math.round(cleaned.length * (1 - options.validation)));
  const [trainText, heldOut] = [cleaned.slice(0, border), cleaned.slice(border)];
  const tokenizer = await trainTokenizer(trainText, options);
  const train = tokenizer.encode(trainText);
  const validation = tokenizer.encode(heldOut).slice(0, MOST_VALIDATION_TOKENS);
  if (train.length < FEWEST_TOKENS || (options.validation > 0 && validation.length < FEWEST_TOKENS)) {
    throw new Error(
      `the text is too short: ${train.length} training and ${validation.length} validation tokens`,
    );
  }
  return { tokenizer, train, validation };
}

function trainTokenizer(text: string, options: TrainingOptions): Promise<Tokenizer> {
  const { minimumCount: minFrequency, vocabulary } = options;
  switch (options.tokenizer) {
    case "char":
      return CharTokenizer.train([text], { continuous: true, minFrequency });
    case "word":
      return WordTokenizer.train([text], { continuous: true, minFrequency, maxWords: vocabulary });
    case "bpe":
      return BpeTokenizer.train([text], {
        continuous: true,
        minFrequency: Math.max(2, minFrequency),
        vocabularySize: vocabulary,
      });
  }
}

/** The place, or the one before it where it would split a surrogate pair. */
function characterBorder(text: string, place: number): number {
  const unit = text.charCodeAt(place);
  return unit >= 0xdc00 && unit <= 0xdfff ? place - 1 : place;
}
