const whitespace = /\p{White_Space}+/u;

/** The parts of `text` between runs of Unicode white space; none is empty. */
export function splitWords(text: string): string[] {
  return text.split(whitespace).filter((word) => word !== "");
}
