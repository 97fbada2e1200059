import { BpeTokenizer, clean } from "@engram/tokenizer";
import { DOCUMENT_TOKEN, type TextPreparation } from "../text-preparation.ts";

/** A byte-level BPE of the texts as they are prepared: any text can be encoded with it. */
export function trainTokenizer(
  texts: readonly string[],
  preparation: TextPreparation,
  { vocabularySize = 8000 }: { readonly vocabularySize?: number } = {},
): Promise<BpeTokenizer> {
  function* cleaned() {
    for (const text of texts) yield clean(text, preparation.clean);
  }
  return BpeTokenizer.train(cleaned(), { vocabularySize, specialTokens: [DOCUMENT_TOKEN] });
}
