import { bad, expectArray, expectObject } from "./json-checks.ts";
import { MAX_ADDED_TOKENS, MAX_TOKEN_LENGTH, MAX_VOCABULARY } from "./limits.ts";
import type { AddedToken } from "./tokenizer-json.ts";
import { isWellFormed } from "./well-formed.ts";

export interface VocabularyParts {
  /** Token of each id, shape [V]: those of the model and those added to it. */
  readonly tokens: readonly string[];
  /** The tokens of the model alone, with their ids. */
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly addedTokens: readonly AddedToken[];
}

/** Reads `model.vocab` and `added_tokens`: together they must give every id in [0, V) exactly one token. */
export function vocabularyFromJson(vocabJson: unknown, addedJson: unknown): VocabularyParts {
  const entries = Object.entries(expectObject(vocabJson, "model.vocab"));
  if (entries.length > MAX_VOCABULARY)
    throw bad("model.vocab", `at most ${MAX_VOCABULARY} tokens`, entries.length);
  const addedTokens = expectArray(addedJson ?? [], "added_tokens", MAX_ADDED_TOKENS).map(addedTokenFromJson);
  const idOf = new Map<string, number>();
  for (const [token, id] of entries)
    idOf.set(
      expectToken(token, "a token of model.vocab"),
      expectId(id, `the id of ${JSON.stringify(token.slice(0, 80))}`),
    );
  const vocabulary = new Map(idOf);
  const contents = new Set<string>();
  for (const { content, id } of addedTokens) {
    if (contents.has(content)) throw bad("added_tokens", "without repetition", content);
    contents.add(content);
    if ((idOf.get(content) ?? id) !== id)
      throw bad(
        `added token ${JSON.stringify(content)}`,
        `at its id in model.vocab, ${idOf.get(content)}`,
        id,
      );
    idOf.set(content, id);
  }
  const tokens = new Array<string | undefined>(idOf.size);
  for (const [token, id] of idOf) {
    if (id >= idOf.size)
      throw bad(
        `the id of ${JSON.stringify(token.slice(0, 80))}`,
        `below ${idOf.size}, the number of tokens`,
        id,
      );
    if (tokens[id] !== undefined)
      throw bad(`id ${id}`, "given to one token", [tokens[id], token].join(" and "));
    tokens[id] = token;
  }
  return { tokens: tokens as string[], vocabulary, addedTokens };
}

function addedTokenFromJson(json: unknown, index: number): AddedToken {
  const what = `added_tokens[${index}]`;
  const { id, content, single_word, lstrip, rstrip, normalized, special } = expectObject(json, what);
  const flag = (value: unknown, name: string) => {
    if (typeof value !== "boolean") throw bad(`${what}.${name}`, "true or false", value);
    return value;
  };
  return {
    id: expectId(id, `${what}.id`),
    content: expectToken(content, `${what}.content`),
    single_word: flag(single_word, "single_word"),
    lstrip: flag(lstrip, "lstrip"),
    rstrip: flag(rstrip, "rstrip"),
    normalized: flag(normalized, "normalized"),
    special: flag(special, "special"),
  };
}

function expectToken(value: unknown, what: string): string {
  if (
    typeof value !== "string" ||
    value.length === 0 ||
    value.length > MAX_TOKEN_LENGTH ||
    !isWellFormed(value)
  ) {
    throw bad(what, `a well-formed string of 1 to ${MAX_TOKEN_LENGTH} UTF-16 units`, value);
  }
  return value;
}

function expectId(value: unknown, what: string): number {
  if (
    !Number.isInteger(value) ||
    (value as number) < 0 ||
    (value as number) > MAX_VOCABULARY + MAX_ADDED_TOKENS
  ) {
    throw bad(what, `an integer of 0 to ${MAX_VOCABULARY + MAX_ADDED_TOKENS}`, value);
  }
  return value as number;
}
