import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StopMatcher } from "../src/decoding/stop-matcher.ts";

/** The text up to the stop string that ends first, of those that end together the longest. */
function plainCut(text: string, stops: string[]): string {
  for (let end = 1; end <= text.length; end++) {
    const ending = stops.filter((stop) => text.slice(0, end).endsWith(stop));
    if (ending.length > 0) return text.slice(0, end - Math.max(...ending.map((stop) => stop.length)));
  }
  return text;
}

describe("StopMatcher", () => {
  test("cuts as the plain search does, however the text is cut into pieces, and never lets a part out", () => {
    const letters = fc.constantFrom("a", "b", "c", "😀");
    const word = (minLength: number, maxLength: number) =>
      fc.array(letters, { minLength, maxLength }).map((parts) => parts.join(""));
    const pieces = fc.array(word(0, 4), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, fc.array(word(1, 4), { maxLength: 3 }), (parts, stops) => {
        const matcher = new StopMatcher(stops);
        const expected = plainCut(parts.join(""), stops);
        let text = "";
        for (const part of parts) {
          text += matcher.push(part);
          expect(expected.startsWith(text)).toBe(true);
        }
        expect(text + matcher.end()).toBe(expected);
        expect(matcher.match !== undefined).toBe(expected.length < parts.join("").length);
      }),
      { numRuns: 1_000 },
    );
  });

  test("holds back only what can become a stop string", () => {
    const matcher = new StopMatcher(["\nUser:"]);
    expect(["Yes.\n", "Us", "ed", "\nUser", ": no"].map((piece) => matcher.push(piece))).toEqual([
      "Yes.",
      "",
      "\nUsed",
      "",
      "",
    ]);
    expect(matcher.match).toBe("\nUser:");
  });

  test.each(["", "a\ud83d"])("refuses the stop string %j", (stop) => {
    expect(() => new StopMatcher([stop])).toThrow("stop: expected non-empty strings of whole characters");
  });
});
