import { bpeFromJson } from "./bpe/bpe-from-json.ts";
import { CHARACTER_PATTERNS, CharTokenizer } from "./char/char-tokenizer.ts";
import { bad, expectObject, expectOneOf, type JsonObject } from "./json-checks.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { vocabularyFromJson } from "./vocabulary-from-json.ts";
import { wordPattern } from "./word/word-pattern.ts";
import { WordTokenizer } from "./word/word-tokenizer.ts";

/**
 * The tokenizer of a parsed tokenizer.json, as this package or Hugging Face tokenizers writes it.
 *
 * The file is not trusted: everything is checked before use, its regular expressions are compared with the
 * known ones and never run.
 *
 * @throws TypeError that says which field is wrong, or which feature is not supported.
 */
export function tokenizerFromJson(json: unknown): Tokenizer {
  const file = expectObject(json, "the file");
  for (const field of ["truncation", "padding", "normalizer"])
    expectOneOf(file[field] ?? null, field, [null]);
  const model = expectObject(file.model, "model");
  const type = expectOneOf(model.type, "model.type", ["BPE", "WordLevel"]);
  return type === "BPE" ? bpeFromJson(file, model) : wordLevelFromJson(file, model);
}

function wordLevelFromJson(file: JsonObject, model: JsonObject): Tokenizer {
  expectOneOf(file.post_processor ?? null, "post_processor", [null]);
  expectOneOf(expectObject(file.decoder, "decoder").type, "decoder.type", ["Fuse"]);
  if (typeof model.unk_token !== "string") throw bad("model.unk_token", "a string", model.unk_token);
  const parts = { ...vocabularyFromJson(model.vocab, file.added_tokens), unknownToken: model.unk_token };
  const split = expectObject(file.pre_tokenizer, "pre_tokenizer");
  expectOneOf(split.type, "pre_tokenizer.type", ["Split"]);
  expectOneOf(split.behavior, "pre_tokenizer.behavior", ["Isolated"]);
  expectOneOf(split.invert, "pre_tokenizer.invert", [false]);
  const pattern = expectObject(split.pattern, "pre_tokenizer.pattern").Regex;
  if (pattern === CHARACTER_PATTERNS.codePoint) return new CharTokenizer(parts, "codePoint");
  if (pattern === CHARACTER_PATTERNS.grapheme) return new CharTokenizer(parts, "grapheme");
  if (pattern === wordPattern(parts.tokens)) return new WordTokenizer(parts);
  throw bad(
    "pre_tokenizer.pattern.Regex",
    "that of a CharTokenizer, or a WordTokenizer of these words",
    pattern,
  );
}
