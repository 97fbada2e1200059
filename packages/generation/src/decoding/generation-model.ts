import type { DecoderModel, LanguageModel } from "@engram/lstm-core";
import type { Tokenizer } from "@engram/tokenizer";

/** What generation needs of a language model. */
export type GenerationModel = DecoderModel & Pick<LanguageModel, "forward" | "logits">;

/** What generation needs of a tokenizer. */
export type GenerationTokenizer = Pick<
  Tokenizer,
  "vocabularySize" | "unknownId" | "encode" | "decode" | "createDecoder"
>;

/** @throws RangeError when the tokenizer cannot be the one that the model was trained with. */
export function checkVocabulary(
  caller: string,
  model: GenerationModel,
  tokenizer: GenerationTokenizer,
): void {
  const expected = model.config.vocabularySize;
  if (tokenizer.vocabularySize !== expected) {
    throw new RangeError(
      `${caller}: expected the model's tokenizer, of ${expected} tokens, got one of ${tokenizer.vocabularySize}`,
    );
  }
}
