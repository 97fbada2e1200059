import type { WordSpan } from "@engram/classification/inference";

/** Characters of its surroundings that a changed word is shown with. */
const AROUND = 34;

/** A text that is shown as a whole. */
const SHORT = 120;

/** Changed words that are shown of a long text. */
const MOST_SPANS = 12;

export interface ExcerptPiece {
  readonly piece: string;
  readonly start: number;
  readonly isChanged: boolean;
}

/** A text in pieces, the changed words apart; of a long one what stands around the first few of them. */
export function excerptsOf(text: string, spans: readonly WordSpan[]): ExcerptPiece[] {
  const isLong = text.length > SHORT;
  const shown = isLong ? spans.slice(0, MOST_SPANS) : spans;
  const pieces: ExcerptPiece[] = [];
  let done = 0;
  for (const { start, end } of shown) {
    pieces.push({ piece: between(text, done, start, isLong, done > 0), start: done, isChanged: false });
    pieces.push({ piece: text.slice(start, end), start, isChanged: true });
    done = end;
  }
  const rest = text.slice(done);
  pieces.push({
    piece: isLong && rest.length > AROUND ? `${firstWords(rest)} …` : rest,
    start: done,
    isChanged: false,
  });
  return pieces;
}

/** What stands between two changed words, its middle left out where it is long. */
function between(text: string, from: number, to: number, isLong: boolean, isInner: boolean): string {
  if (!isLong || to - from <= 2 * AROUND) return text.slice(from, to);
  const beginning = isInner ? firstWords(text.slice(from, to)) : "";
  return `${beginning} … ${lastWords(text.slice(from, to))}`;
}

/** Whole words, unless one alone is longer. */
function firstWords(text: string): string {
  return text.slice(0, AROUND).replace(/(?<=\s)\S*$/, "");
}

function lastWords(text: string): string {
  return text.slice(-AROUND).replace(/^\S*(?=\s)/, "");
}
