/**
 * A sequence of token ids that is read by position, from memory or from a file.
 *
 * `read(start, end)` gives the ids at [start, end) in an array that the caller may keep;
 * 0 <= start <= end <= length holds for every call.
 */
export interface TokenSource {
  /** How many tokens there are. */
  readonly length: number;
  read(start: number, end: number): Int32Array | Promise<Int32Array>;
}

/** What the streams take: a source, or the ids themselves. */
export type TokenSequence = TokenSource | Int32Array | Uint16Array;

/** The one form that the streams work with. */
export function toTokenSource(tokens: TokenSequence): TokenSource {
  if (tokens instanceof Int32Array) {
    return { length: tokens.length, read: (start, end) => tokens.slice(start, end) };
  }
  if (tokens instanceof Uint16Array) {
    return { length: tokens.length, read: (start, end) => new Int32Array(tokens.subarray(start, end)) };
  }
  return tokens;
}
