import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graphemes } from "../src/char/graphemes.ts";
import { CharTokenizer, tokenizerFromJson } from "../src/index.ts";

const anyText = fc.string({ unit: "binary" });

describe.each(["codePoint", "grapheme"] as const)("CharTokenizer by %s", (unit) => {
  test("gives back every text of its alphabet, also after saving and loading", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { maxLength: 5 }), async (texts) => {
        const tokenizer = await CharTokenizer.train(texts, { unit });
        const loaded = tokenizerFromJson(JSON.parse(JSON.stringify(tokenizer.toJson())));
        for (const text of texts) {
          expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
          expect(loaded.encode(text)).toEqual(tokenizer.encode(text));
        }
      }),
    );
  });

  test("offsets follow one another and cover the text", async () => {
    const tokenizer = await CharTokenizer.train(["ab"], { unit });
    fc.assert(
      fc.property(anyText, (text) => {
        const { tokenIds, offsets } = tokenizer.encodeWithOffsets(text);
        const pieces = Array.from(tokenIds, (_, n) => text.slice(offsets[2 * n], offsets[2 * n + 1]));
        expect(pieces.join("")).toBe(text);
        expect(pieces).not.toContain("");
      }),
    );
  });
});

test("grapheme clusters are those of Intl.Segmenter", () => {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  const parts = fc.oneof(
    fc.constantFrom(
      "a",
      "b ",
      "\r",
      "\n",
      "\u0301",
      "\u200d",
      "\u0600",
      "é",
      "🇨",
      "🇭",
      "👩",
      "각",
      "ᆨ",
      "क",
      "्",
      "ष",
    ),
    anyText,
  );
  fc.assert(
    fc.property(
      fc.array(parts).map((all) => all.join("")),
      (text) => {
        expect([...graphemes(text, segmenter)]).toEqual(
          Array.from(segmenter.segment(text), ({ segment }) => segment),
        );
      },
    ),
    { numRuns: 2000 },
  );
});

describe("CharTokenizer", () => {
  test("numbers special tokens first, then characters by code point", async () => {
    const tokenizer = await CharTokenizer.train(["banana", "é😀"], { specialTokens: ["<end>"] });
    expect(Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.idToToken(id))).toEqual([
      "<unk>",
      "<end>",
      "a",
      "b",
      "n",
      "é",
      "😀",
    ]);
    expect([...tokenizer.encode("ban<end>x")]).toEqual([3, 2, 4, 1, 0]);
    expect(tokenizer.decode([3, 2, 4, 1], { skipSpecialTokens: true })).toBe("ban");
  });

  test("numbers characters beyond 16 bits after all others", async () => {
    const tokenizer = await CharTokenizer.train(["😀\uffe5"], { unknownToken: null });
    expect([...tokenizer.encode("\uffe5😀")]).toEqual([0, 1]);
  });

  test("takes a flag as one grapheme and as two code points", async () => {
    const flag = "🇨🇭";
    expect((await CharTokenizer.train([flag], { unit: "grapheme" })).encode(flag)).toHaveLength(1);
    expect((await CharTokenizer.train([flag])).encode(flag)).toHaveLength(2);
  });

  test("refuses an unknown character when there is no unknown token", async () => {
    const tokenizer = await CharTokenizer.train(["ab"], { unknownToken: null });
    expect(tokenizer.vocabularySize).toBe(2);
    expect(tokenizer.unknownId).toBeUndefined();
    expect(() => tokenizer.encode("abc")).toThrow('encode: expected text in the vocabulary, got "c" at 2');
  });

  test("keeps only the most frequent characters and those seen often enough", async () => {
    const texts = ["aaabbc"];
    expect((await CharTokenizer.train(texts, { maxCharacters: 1 })).encode("abc")).toEqual(
      Int32Array.of(1, 0, 0),
    );
    expect((await CharTokenizer.train(texts, { minFrequency: 2 })).encode("abc")).toEqual(
      Int32Array.of(1, 2, 0),
    );
  });

  test("takes a lone surrogate for U+FFFD", async () => {
    const tokenizer = await CharTokenizer.train(["a\ud800b"]);
    expect(tokenizer.decode(tokenizer.encode("a\udfffb"))).toBe("a\ufffdb");
  });
});
