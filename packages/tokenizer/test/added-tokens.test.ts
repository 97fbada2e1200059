import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AddedTokens } from "../src/added-tokens.ts";

const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
const tokensOf = (contents: readonly string[]) => contents.map((content, id) => ({ ...plain, content, id }));
const pieces = (added: AddedTokens, text: string) =>
  added.split(text).map(({ id, start, end }) => [id, text.slice(start, end)]);

describe("AddedTokens", () => {
  test("finds the leftmost token, the longest of those that begin there", () => {
    const content = fc.string({
      unit: fc.constantFrom("a", "b", "😀", "\\", "-"),
      minLength: 1,
      maxLength: 4,
    });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "😀", "\\", "-", "c"), maxLength: 30 });
    fc.assert(
      fc.property(fc.uniqueArray(content, { minLength: 1, maxLength: 5 }), text, (contents, sample) => {
        const expected: [number | undefined, string][] = [];
        for (let at = 0; at < sample.length; ) {
          const found = contents
            .filter((candidate) => sample.startsWith(candidate, at))
            .sort((a, b) => b.length - a.length)[0];
          const last = expected.at(-1);
          if (found !== undefined) expected.push([contents.indexOf(found), found]);
          else if (last !== undefined && last[0] === undefined) last[1] += sample[at];
          else expected.push([undefined, sample[at]]);
          at += found?.length ?? 1;
        }
        expect(pieces(new AddedTokens(tokensOf(contents)), sample)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  test("takes every character in a token as it is", () => {
    const contents = Array.from({ length: 95 }, (_, index) => `${String.fromCharCode(32 + index)}!`);
    const added = new AddedTokens(tokensOf(contents));
    for (const [id, content] of contents.entries())
      expect(pieces(added, `é${content}é`)).toContainEqual([id, content]);
  });

  test("takes whitespace along, to the left and to the right, but not twice", () => {
    const [left, both] = tokensOf(["<l>", "<b>"]);
    const added = new AddedTokens([
      { ...left, lstrip: true },
      { ...both, lstrip: true, rstrip: true },
    ]);
    expect(pieces(added, "a \u0085<l> \t<b> \n<l>")).toEqual([
      [undefined, "a"],
      [0, " \u0085<l>"],
      [1, " \t<b> \n"],
      [0, "<l>"],
    ]);
  });

  test("finds a single word only where no word character touches it", () => {
    const added = new AddedTokens(tokensOf(["so"]).map((token) => ({ ...token, single_word: true })));
    const found = (text: string) => added.split(text).filter(({ id }) => id === 0).length;
    expect(["so", "so.", "(so)", " so so"].map(found)).toEqual([1, 1, 1, 2]);
    expect(["also", "soon", "so_", "so\u0301", "𝐱so"].map(found)).toEqual([0, 0, 0, 0, 0]);
  });

  test("looks for normalized tokens in what the others leave", () => {
    const [first, second] = tokensOf(["ab", "abc"]);
    expect(pieces(new AddedTokens([first, { ...second, normalized: true }]), "abc")).toEqual([
      [0, "ab"],
      [undefined, "c"],
    ]);
  });

  test("finds one of ten thousand tokens that begin alike without slowing down", () => {
    const added = new AddedTokens(
      tokensOf(Array.from({ length: 10_000 }, (_, id) => `<${"x".repeat(40)}${id}>`)),
    );
    const started = performance.now();
    expect(added.split(`<${"x".repeat(40)}7>`.repeat(2000))).toHaveLength(2000);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
