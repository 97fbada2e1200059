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
  const vocabulary = new Map<string, number>();
  for (const [token, id] of entries) {
    expectToken(token, "a token of model.vocab");
    if (!isId(id)) throw bad(idOf(token), IDS, id);
    vocabulary.set(token, id);
  }
  const others = new Map<string, number>();
  const contents = new Set<string>();
  for (const { content, id } of addedTokens) {
    if (contents.has(content)) throw bad("added_tokens", "without repetition", content);
    contents.add(content);
    const known = vocabulary.get(content);
    if (known === undefined) others.set(content, id);
    else if (known !== id) {
      throw bad(`added token ${JSON.stringify(content)}`, `at its id in model.vocab, ${known}`, id);
    }
  }
  const size = vocabulary.size + others.size;
  const tokens = new Array<string | undefined>(size);
  for (const part of [vocabulary, others]) {
    part.forEach((id, token) => {
      if (id >= size) throw bad(idOf(token), `below ${size}, the number of tokens`, id);
      if (tokens[id] !== undefined)
        throw bad(`id ${id}`, "given to one token", [tokens[id], token].join(" and "));
      tokens[id] = token;
    });
  }
  return { tokens: tokens as string[], vocabulary, addedTokens };
}

const idOf = (token: string) => `the id of ${JSON.stringify(token.slice(0, 80))}`;

function addedTokenFromJson(json: unknown, index: number): AddedToken {
  const what = `added_tokens[${index}]`;
  const { id, content, single_word, lstrip, rstrip, normalized, special } = expectObject(json, what);
  const flag = (value: unknown, name: string) => {
    if (typeof value !== "boolean") throw bad(`${what}.${name}`, "true or false", value);
    return value;
  };
  if (!isId(id)) throw bad(`${what}.id`, IDS, id);
  return {
    id,
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

const HIGHEST_ID = MAX_VOCABULARY + MAX_ADDED_TOKENS;
const IDS = `an integer of 0 to ${HIGHEST_ID}`;

function isId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= HIGHEST_ID;
}
