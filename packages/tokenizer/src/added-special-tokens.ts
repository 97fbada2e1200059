import { MAX_ADDED_TOKENS, MAX_TOKEN_LENGTH } from "./limits.ts";
import type { AddedToken } from "./tokenizer-json.ts";
import { isWellFormed } from "./well-formed.ts";

/** Special tokens with the ids 0, 1, …; nulls and repetitions are left out. */
export function addedSpecialTokens(names: readonly (string | null)[]): AddedToken[] {
  const contents = [...new Set(names.filter((name) => name !== null))];
  if (contents.length > MAX_ADDED_TOKENS) {
    throw new RangeError(
      `train: expected at most ${MAX_ADDED_TOKENS} special tokens, got ${contents.length}`,
    );
  }
  return contents.map((content, id) => {
    if (
      typeof content !== "string" ||
      content === "" ||
      content.length > MAX_TOKEN_LENGTH ||
      !isWellFormed(content)
    ) {
      throw new TypeError(
        `train: expected special tokens that are non-empty strings, got ${JSON.stringify(content)}`,
      );
    }
    return {
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    };
  });
}
