export {
  type LanguageModelScore,
  type LanguageModelTotals,
  languageModelScore,
  type StatePolicy,
} from "./language-model-score.ts";
export { NgramModel, type NgramModelOptions } from "./ngram-model.ts";
export { bitsPerByte, bitsPerCharacter, perplexity } from "./perplexity.ts";
export { textSize } from "./text-size.ts";
