const LONE_SURROGATE = /\p{Surrogate}/gu;

/** `text` with each lone surrogate, which UTF-8 cannot hold, replaced by U+FFFD: as long as before. */
export function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, "\uFFFD");
}

export function isWellFormed(text: string): boolean {
  return text.search(LONE_SURROGATE) === -1;
}
