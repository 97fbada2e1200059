import { bad, expectArray, expectObject, expectOneOf, type JsonObject } from "../json-checks.ts";
import { vocabularyFromJson } from "../vocabulary-from-json.ts";
import { BpeTokenizer } from "./bpe-tokenizer.ts";
import { BYTE_CHARACTERS, isByteToken } from "./byte-alphabet.ts";

const MAX_MERGES = 2_000_000;

/** The tokenizer of a tokenizer.json whose model is a byte-level BPE. */
export function bpeFromJson(file: JsonObject, model: JsonObject): BpeTokenizer {
  expectOneOf(model.dropout ?? 0, "model.dropout", [0]);
  for (const affix of ["continuing_subword_prefix", "end_of_word_suffix"]) {
    expectOneOf(model[affix] ?? "", `model.${affix}`, [""]);
  }
  const preTokenizer = byteLevel(file.pre_tokenizer, "pre_tokenizer");
  byteLevel(file.decoder, "decoder");
  // As a post-processor it trims offsets and leaves the ids as they are.
  if ((file.post_processor ?? null) !== null) byteLevel(file.post_processor, "post_processor");
  const { tokens, addedTokens, vocabulary } = vocabularyFromJson(model.vocab, file.added_tokens);
  for (const [byte, character] of BYTE_CHARACTERS.entries()) {
    if (!vocabulary.has(character))
      throw bad("model.vocab", `a token for every byte`, `none for byte ${byte}`);
  }
  const added = new Set(addedTokens.map(({ content }) => content));
  for (const token of vocabulary.keys()) {
    if (!isByteToken(token) && !added.has(token)) {
      throw bad("a token of model.vocab", "made of the characters that stand for bytes", token);
    }
  }
  return new BpeTokenizer({
    tokens,
    vocabulary,
    addedTokens,
    merges: mergesFromJson(model.merges, vocabulary, tokens.length),
    addPrefixSpace: optionalFlag(preTokenizer.add_prefix_space, "pre_tokenizer.add_prefix_space", true),
    useRegex: optionalFlag(preTokenizer.use_regex, "pre_tokenizer.use_regex", true),
    ignoreMerges: optionalFlag(model.ignore_merges, "model.ignore_merges", false),
  });
}

function byteLevel(json: unknown, what: string): JsonObject {
  const step = expectObject(json, what);
  expectOneOf(step.type, `${what}.type`, ["ByteLevel"]);
  return step;
}

function optionalFlag(value: unknown, what: string, byDefault: boolean): boolean {
  return expectOneOf(value ?? byDefault, what, [true, false]);
}

/** Left, right and merged id of each merge, from "left right" or ["left", "right"]. */
function mergesFromJson(
  json: unknown,
  vocabulary: ReadonlyMap<string, number>,
  vocabularySize: number,
): Int32Array {
  const merges = expectArray(json, "model.merges", MAX_MERGES);
  const ids = new Int32Array(3 * merges.length);
  const seen = new Set<number>();
  for (let rank = 0; rank < merges.length; rank++) {
    const [left, right] = partsOf(merges[rank], rank);
    const leftId = idOf(left, vocabulary, rank);
    const rightId = idOf(right, vocabulary, rank);
    ids[3 * rank] = leftId;
    ids[3 * rank + 1] = rightId;
    ids[3 * rank + 2] = idOf(left + right, vocabulary, rank);
    const pair = leftId * vocabularySize + rightId;
    if (seen.has(pair)) throw bad(`model.merges[${rank}]`, "of a new pair", `${left} ${right}`);
    seen.add(pair);
  }
  return ids;
}

function partsOf(merge: unknown, rank: number): readonly [string, string] {
  const parts = typeof merge === "string" ? merge.split(" ") : merge;
  if (!Array.isArray(parts) || parts.length !== 2 || parts.some((part) => typeof part !== "string")) {
    throw bad(`model.merges[${rank}]`, `"left right" or ["left", "right"]`, merge);
  }
  return parts as [string, string];
}

function idOf(token: string, vocabulary: ReadonlyMap<string, number>, rank: number): number {
  const id = vocabulary.get(token);
  if (id === undefined) throw bad(`model.merges[${rank}]`, "of tokens in model.vocab that make one", token);
  return id;
}
