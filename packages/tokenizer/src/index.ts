export { BpeTokenizer, type BpeTokenizerOptions } from "./bpe/bpe-tokenizer.ts";
export { type CharacterUnit, CharTokenizer, type CharTokenizerOptions } from "./char-tokenizer.ts";
export type { DecodeOptions, Encoding, StreamDecoder, Texts, Tokenizer } from "./tokenizer.ts";
export { tokenizerFromJson } from "./tokenizer-from-json.ts";
export type { AddedToken, TokenizerJson } from "./tokenizer-json.ts";
