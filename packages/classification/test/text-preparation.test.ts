import { CharTokenizer } from "@engram/tokenizer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_PREPARATION, DOCUMENT_TOKEN, prepareText, trainTokenizer } from "../src/index.ts";
import { readPart } from "../src/text-preparation.ts";

const preparation = { ...DEFAULT_PREPARATION, maximumTokens: 8 };
const tokenizer = await trainTokenizer(["a whale swam"], preparation, { vocabularySize: 257 });
const start = tokenizer.specialTokens.get(DOCUMENT_TOKEN) as number;
const idsOf = (text: string) => [...tokenizer.encode(text)];

describe("prepareText", () => {
  test("begins with the document token, and has at most so many tokens, the first and the last ones", () => {
    expect([...prepareText("Whale", tokenizer, preparation)]).toEqual([start, ...idsOf("whale")]);
    // 7 besides the document token: the first 3 and the last 4.
    expect([...prepareText("abcdefghijklmnop", tokenizer, preparation)]).toEqual([
      start,
      ...idsOf("abc"),
      ...idsOf("mnop"),
    ]);
  });

  test("of an empty text only the document token is left, also where one token is all", () => {
    for (const text of ["", " \n", "<br>"])
      expect([...prepareText(text, tokenizer, preparation)]).toEqual([start]);
    expect([...prepareText("whale", tokenizer, { ...preparation, maximumTokens: 1 })]).toEqual([start]);
  });

  test("backwards, the last token comes first and the document token stays in front", () => {
    const forward = prepareText("sea fish", tokenizer, preparation);
    const backward = prepareText("sea fish", tokenizer, preparation, { reversed: true });
    expect([...backward]).toEqual([start, ...forward.slice(1).reverse()]);
  });

  test("any text is valid ids within the bound, and only the first is the document token", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ maxLength: 2000 }),
      fc.constantFrom(DOCUMENT_TOKEN.repeat(5), "a&lt;doc&gt;b"),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 12 }), fc.boolean(), (given, maximumTokens, reversed) => {
        const ids = prepareText(given, tokenizer, { ...preparation, maximumTokens }, { reversed });
        expect(ids.length).toBeLessThanOrEqual(maximumTokens);
        expect(ids[0]).toBe(start);
        expect(ids.slice(1).every((id) => id !== start && id >= 0 && id < tokenizer.vocabularySize)).toBe(
          true,
        );
      }),
    );
  });

  test("ten million characters take no longer than what is read of them", () => {
    const text = `begin ${"word ".repeat(2_000_000)}end`;
    const startedAt = performance.now();
    const ids = prepareText(text, tokenizer, preparation);
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect([...ids]).toEqual([start, ...idsOf("beg"), ...idsOf(" end")]);
  });

  test("says that a tokenizer has no document token", async () => {
    const other = await CharTokenizer.train(["abc"]);
    expect(() => prepareText("abc", other, preparation)).toThrow(
      "prepareText: expected a tokenizer with the special token <doc>, got none",
    );
  });
});

test("readPart keeps a short text as it is, and of a long one the beginning and the end", () => {
  const long = Array.from({ length: 300 }, (_, index) => String.fromCharCode(97 + (index % 26))).join("");
  expect(readPart(long, 5)).toBe(long);
  expect(readPart(long, 2)).toBe(`${long.slice(0, 64)} ${long.slice(-64)}`);
});
