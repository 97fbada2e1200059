import { MAXIMUM_RECORD_LENGTH, type TextChunks } from "./text-example.ts";

export interface SplitLinesOptions {
  /** Names the data in errors; default "input". */
  readonly source?: string;
  /** Code units of the longest line that is taken; default 16 Mi. */
  readonly maximumLength?: number;
}

/** A line without its end, and its number, counted from 1. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

/**
 * Lines of a text that arrives in pieces. A line ends with `\n` or `\r\n`; the last one may lack its end.
 *
 * @throws Error that names the source and the line where a line is too long.
 */
export async function* splitLines(
  chunks: TextChunks,
  { source = "input", maximumLength = MAXIMUM_RECORD_LENGTH }: SplitLinesOptions = {},
): AsyncGenerator<Line, void, undefined> {
  let pending = "";
  let number = 1;
  const finish = (text: string): Line => ({
    text: text.endsWith("\r") ? text.slice(0, -1) : text,
    number: number++,
  });
  const append = (text: string) => {
    if (pending.length + text.length > maximumLength) {
      throw new Error(
        `splitLines: expected lines of at most ${maximumLength} characters in ${source}, line ${number} is longer`,
      );
    }
    pending += text;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf("\n"); end >= 0; end = chunk.indexOf("\n", start)) {
      append(chunk.slice(start, end));
      const text = pending;
      pending = "";
      yield finish(text);
      start = end + 1;
    }
    append(chunk.slice(start));
  }
  if (pending !== "") yield finish(pending);
}
