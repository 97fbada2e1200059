/** What the readers yield: one text and where it came from. */
export interface TextExample {
  readonly text: string;
  readonly label?: string;
  /** The file, and for files with many examples the line: `reviews.csv:17`. */
  readonly source: string;
}

/** Pieces of a text in order, cut anywhere between two characters. */
export type TextChunks = Iterable<string> | AsyncIterable<string>;

/** Code units of the longest line or record that the readers hold in memory. */
export const MAXIMUM_RECORD_LENGTH = 16 * 1024 * 1024;

/** At most 60 characters of something foreign, for an error message. */
export function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
