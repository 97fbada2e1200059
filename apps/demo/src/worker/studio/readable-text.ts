import { clean, type Tokenizer } from "@engram/tokenizer";

type Reader = Pick<Tokenizer, "encode" | "unknownId">;

/**
 * A text as the model can read it: where the model knows the plain form of a typographic character and not the
 * character itself, the whole text in plain forms; otherwise the text as it is. (Phones type curly quotes, and
 * many a model was trained without any.)
 */
export function readableText(tokenizer: Reader, text: string): string {
  const unknown = countUnknown(tokenizer, text);
  if (unknown === 0) return text;
  const plain = clean(text, { lookAlikes: "plain", whitespace: "keep" });
  return countUnknown(tokenizer, plain) < unknown ? plain : text;
}

/** How many tokens of a text the model does not know; infinitely many where its tokenizer refuses the text. */
export function countUnknown(tokenizer: Reader, text: string): number {
  try {
    return tokenizer.encode(text).filter((tokenId) => tokenId === tokenizer.unknownId).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
