import { type TokenSequence, type TokenSource, toTokenSource } from "./token-source.ts";

/**
 * Cuts a token sequence into consecutive parts by fraction; windows made of one part never reach into another.
 *
 * `splitTokens(ids, { train: 0.9, validation: 0.1 })` gives the first 90% of the tokens and the rest, in the
 * order in which the fractions are written. Parts of an array are views on it; parts of a source read from it.
 *
 * @param fractions name and share of each part; the shares are in (0, 1] and their sum is 1.
 * @throws RangeError when the fractions do not sum to 1 or a part would be empty.
 */
export function splitTokens<Tokens extends Int32Array | Uint16Array, Name extends string>(
  tokens: Tokens,
  fractions: Readonly<Record<Name, number>>,
): Record<Name, Tokens>;
export function splitTokens<Name extends string>(
  tokens: TokenSequence,
  fractions: Readonly<Record<Name, number>>,
): Record<Name, TokenSource>;
export function splitTokens(
  tokens: TokenSequence,
  fractions: Readonly<Record<string, number>>,
): Record<string, TokenSequence> {
  checkFractions("splitTokens", fractions);
  const parts: Record<string, TokenSequence> = {};
  const names = Object.keys(fractions);
  let share = 0;
  let start = 0;
  for (const [index, name] of names.entries()) {
    share += fractions[name];
    const end = index === names.length - 1 ? tokens.length : Math.round(tokens.length * share);
    if (end <= start) {
      throw new RangeError(
        `splitTokens: expected enough tokens for a part "${name}" of ${fractions[name]}, got ${tokens.length}`,
      );
    }
    parts[name] = slice(tokens, start, end);
    start = end;
  }
  return parts;
}

function slice(tokens: TokenSequence, start: number, end: number): TokenSequence {
  if (tokens instanceof Int32Array || tokens instanceof Uint16Array) return tokens.subarray(start, end);
  const source = toTokenSource(tokens);
  return { length: end - start, read: (from, to) => source.read(start + from, start + to) };
}

/** Throws unless every share is in (0, 1] and their sum is 1. */
export function checkFractions(caller: string, fractions: Readonly<Record<string, number>>): void {
  let sum = 0;
  for (const [name, fraction] of Object.entries(fractions)) {
    if (!(fraction > 0 && fraction <= 1)) {
      throw new RangeError(`${caller}: expected "${name}" to be a fraction in (0, 1], got ${fraction}`);
    }
    sum += fraction;
  }
  if (!(Math.abs(sum - 1) < 1e-9)) {
    throw new RangeError(`${caller}: expected fractions with the sum 1, got ${sum}`);
  }
}
