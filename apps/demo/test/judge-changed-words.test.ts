import { expect, test } from "vitest";
import { excerptsOf } from "../src/rooms/judge/excerpts.ts";
import { changedWords } from "../src/worker/judge/changed-words.ts";

const wordsOf = (original: string, changed: string) =>
  changedWords(original, changed).map(({ start, end }) => changed.slice(start, end));

test.each([
  ["nothing", "The same text.", "The same text.", []],
  ["a word and its article", "He is an actor, too.", "She is a waitress, too.", ["She", "a", "waitress"]],
  ["two words that become one", "I like French people here.", "I like Germans here.", ["Germans"]],
  ["one word that becomes two", "I like Germans here.", "I like French people here.", ["French", "people"]],
  ["the last word", "Then came Emily", "Then came Keisha", ["Keisha"]],
  ["a word that comes again", "her dog and her cat", "his dog and his cat", ["his", "his"]],
  ["letters beyond ASCII", "Das ist schön, Zoë.", "Das ist häßlich, Zoë.", ["häßlich"]],
] as const)("finds %s", (_, original, changed, expected) => {
  expect(wordsOf(original, changed)).toEqual(expected);
});

test("a short text is excerpted as a whole, a long one around its changed words", () => {
  const short = "Emily went home.";
  const pieces = (text: string, word: string) => {
    const start = text.indexOf(word);
    return excerptsOf(text, [{ start, end: start + word.length }]);
  };
  expect(pieces(short, "went").map(({ piece }) => piece)).toEqual(["Emily ", "went", " home."]);
  const long = `${"many words before ".repeat(20)}Emily${" and many after".repeat(20)}`;
  const shown = pieces(long, "Emily");
  expect(shown.map(({ piece }) => piece).join("")).toMatch(
    /^ … .*many words before Emily and many after.* …$/,
  );
  expect(shown.find(({ isChanged }) => isChanged)?.piece).toBe("Emily");
  expect(shown.map(({ piece }) => piece).join("").length).toBeLessThan(100);
});
