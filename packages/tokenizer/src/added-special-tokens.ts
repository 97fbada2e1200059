import type { AddedToken } from "./tokenizer-json.ts";
import { isWellFormed } from "./well-formed.ts";

/** Special tokens with the ids 0, 1, …; nulls and repetitions are left out. */
export function addedSpecialTokens(names: readonly (string | null)[]): AddedToken[] {
  const contents = [...new Set(names.filter((name) => name !== null))];
  return contents.map((content, id) => {
    if (typeof content !== "string" || content === "" || !isWellFormed(content)) {
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
