import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bitsPerByte, bitsPerCharacter, languageModelScore, perplexity, textSize } from "../src/index.ts";

const totals = {
  totalNats: 200 * Math.LN2,
  tokens: 50,
  characters: 100,
  bytes: 160,
  unknownTokens: 5,
  context: 64,
  statePolicy: "carried",
} as const;

describe("languageModelScore", () => {
  test("has exactly the documented fields, each by its definition", () => {
    const { perplexity, lossNats, ...exact } = languageModelScore(totals);
    expect(lossNats).toBeCloseTo(4 * Math.LN2, 12);
    expect(perplexity).toBeCloseTo(16, 12);
    expect(exact).toEqual({
      bitsPerCharacter: 2,
      bitsPerByte: 1.25,
      tokens: 50,
      unknownShare: 0.1,
      context: 64,
      statePolicy: "carried",
    });
  });

  test("a model that spreads evenly over V tokens has perplexity V", () => {
    expect(perplexity(1000 * Math.log(65), 1000)).toBeCloseTo(65, 10);
  });

  test("the bits do not depend on how the text was cut into tokens, the perplexity does", () => {
    const coarse = languageModelScore({ ...totals, tokens: 20 });
    const fine = languageModelScore(totals);
    expect(coarse.bitsPerCharacter).toBe(fine.bitsPerCharacter);
    expect(coarse.bitsPerByte).toBe(fine.bitsPerByte);
    expect(coarse.perplexity).toBeGreaterThan(fine.perplexity);
  });

  test("is plain JSON", () => {
    const score = languageModelScore(totals);
    expect(JSON.parse(JSON.stringify(score))).toEqual(score);
  });

  test.each([
    [{ totalNats: Number.NaN }, "expected totalNats to be a finite number of 0 or more, got NaN"],
    [
      { totalNats: Number.POSITIVE_INFINITY },
      "expected totalNats to be a finite number of 0 or more, got Infinity",
    ],
    [{ totalNats: -1 }, "expected totalNats to be a finite number of 0 or more, got -1"],
    [{ totalNats: 50 * 710 }, "perplexity: expected at most 709 nats per token, got 710"],
    [{ tokens: 0, unknownTokens: 0 }, "expected tokens to be an integer of 1 or more, got 0"],
    [{ tokens: Number.NaN }, "expected tokens to be an integer of 1 or more, got NaN"],
    [{ characters: 0 }, "expected characters to be an integer of 1 or more, got 0"],
    [{ characters: 0, bytes: 0 }, "expected characters to be an integer of 1 or more, got 0"],
    [{ characters: 161 }, "expected characters to be at most bytes (160), got 161"],
    [{ unknownTokens: 51 }, "expected unknownTokens to be at most tokens (50), got 51"],
    [{ unknownTokens: -1 }, "expected unknownTokens to be an integer of 0 or more, got -1"],
    [{ context: 0 }, "expected context to be an integer of 1 or more, got 0"],
    [{ statePolicy: "kept" as "reset" }, 'expected statePolicy "carried" or "reset", got kept'],
  ])("refuses %j", (wrong, message) => {
    expect(() => languageModelScore({ ...totals, ...wrong })).toThrow(message);
  });
});

test("bits per character and per byte refuse an empty text", () => {
  expect(() => bitsPerCharacter(1, 0)).toThrow("bitsPerCharacter: expected characters");
  expect(() => bitsPerByte(1, 0)).toThrow("bitsPerByte: expected bytes");
});

describe("textSize", () => {
  test("counts code points and UTF-8 bytes as the platform does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (first, second) => {
        const text = first + second;
        expect(textSize(text)).toEqual({
          characters: [...text].length,
          bytes: new TextEncoder().encode(text).length,
        });
      }),
    );
  });

  test.each([
    ["", 0, 0],
    ["aé中😀", 4, 10],
    ["\ud83d", 1, 3],
    ["\udc00\ud83d", 2, 6],
  ])("%j has %i characters and %i bytes", (text, characters, bytes) => {
    expect(textSize(text)).toEqual({ characters, bytes });
    expect(new TextEncoder().encode(text)).toHaveLength(bytes);
  });
});
