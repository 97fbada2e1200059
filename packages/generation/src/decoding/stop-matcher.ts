/**
 * Lets text through up to the first stop string, however the text is cut into pieces.
 *
 * The stop string whose end comes first ends the text (of those that end together, the longest). What could
 * still become one is held back, so no part of a stop string ever comes out. With the stop string "\nUser:",
 * the pieces "Yes.\n", "Us", "ed" come out as "Yes.", "", "\nUsed".
 */
export class StopMatcher {
  private readonly stops: readonly string[];
  private held = "";
  private found: string | undefined;

  /** @throws TypeError when a stop string is empty or ends or begins with half a character. */
  constructor(stops: readonly string[]) {
    for (const stop of stops) {
      if (typeof stop !== "string" || stop === "" || /\p{Surrogate}/u.test(stop)) {
        throw new TypeError(
          `stop: expected non-empty strings of whole characters, got ${JSON.stringify(stop)}`,
        );
      }
    }
    this.stops = stops;
  }

  /** The stop string that ended the text, once one did. */
  get match(): string | undefined {
    return this.found;
  }

  /** Takes the next piece and returns the text that is now certain; "" once a stop string was met. */
  push(piece: string): string {
    if (this.found !== undefined) return "";
    const text = this.held + piece;
    const cut = this.firstMatch(text);
    if (cut !== undefined) {
      this.held = "";
      return text.slice(0, cut);
    }
    const certain = text.length - this.longestBeginning(text);
    this.held = text.slice(certain);
    return text.slice(0, certain);
  }

  /** What was held back and did not become a stop string. */
  end(): string {
    const rest = this.held;
    this.held = "";
    return rest;
  }

  private firstMatch(text: string): number | undefined {
    let start: number | undefined;
    let firstEnd = Number.POSITIVE_INFINITY;
    for (const stop of this.stops) {
      const index = text.indexOf(stop);
      if (index < 0) continue;
      const end = index + stop.length;
      if (end > firstEnd || (end === firstEnd && index >= (start ?? 0))) continue;
      start = index;
      firstEnd = end;
      this.found = stop;
    }
    return start;
  }

  /** The length of the longest end of `text` that a stop string begins with. */
  private longestBeginning(text: string): number {
    let longest = 0;
    for (const stop of this.stops) {
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
        if (text.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}
