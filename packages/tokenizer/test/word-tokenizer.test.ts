import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tokenizerFromJson, WordTokenizer } from "../src/index.ts";

const TEXTS = [
  "The whale didn't see the ship. The ship saw the whale!",
  "白鲸在海里，捕鲸船在海上。白鲸在海里。",
];
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 10 }),
      fc.constantFrom(" the whale", "白鲸在海里", "<unk>", "  ", "\r\n"),
    ),
  )
  .map((parts) => parts.join(""));

describe("WordTokenizer", () => {
  test("gives back every text whose words it knows", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { maxLength: 4 }), async (texts) => {
        const tokenizer = await WordTokenizer.train(texts, { minFrequency: 1 });
        for (const text of texts) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      }),
    );
  });

  test("comes back from its JSON", async () => {
    const tokenizer = await WordTokenizer.train(TEXTS, { minFrequency: 1 });
    const json = JSON.parse(JSON.stringify(tokenizer.toJson()));
    const loaded = tokenizerFromJson(json);
    expect(loaded.kind).toBe("word");
    expect(loaded.toJson()).toEqual(json);
    fc.assert(
      fc.property(anyText, (text) => {
        expect(loaded.encodeWithOffsets(text)).toEqual(tokenizer.encodeWithOffsets(text));
      }),
    );
  });

  test("offsets follow one another and cover the text", async () => {
    const tokenizer = await WordTokenizer.train(TEXTS, { minFrequency: 1 });
    fc.assert(
      fc.property(anyText, (text) => {
        const { tokenIds, offsets } = tokenizer.encodeWithOffsets(text);
        const pieces = Array.from(tokenIds, (_, n) => text.slice(offsets[2 * n], offsets[2 * n + 1]));
        expect(pieces.join("")).toBe(text);
        expect(pieces).not.toContain("");
      }),
    );
  });

  test("a word is a token with the space before it, a sign one of its own", async () => {
    const tokenizer = await WordTokenizer.train(TEXTS, { minFrequency: 1 });
    const tokens = [...tokenizer.encode("The whale didn't  see!\n")].map((id) => tokenizer.idToToken(id));
    expect(tokens).toEqual(["The", " whale", " didn't", "<unk>", " see", "!", "<unk>"]);
  });

  test("padding and unknown take the ids 0 and 1, then words by frequency, then by order", async () => {
    const tokenizer = await WordTokenizer.train(["b a b a c"], {
      minFrequency: 1,
      specialTokens: ["<end>"],
      maxWords: 3,
    });
    expect(Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.idToToken(id))).toEqual([
      "<pad>",
      "<unk>",
      "<end>",
      " a",
      " b",
      " c",
    ]);
    expect(tokenizer.unknownId).toBe(1);
    expect(tokenizer.specialTokens.get("<pad>")).toBe(0);
  });

  test("words below the frequency cut are unknown, or an error where there is no unknown token", async () => {
    const cut = await WordTokenizer.train(["a a b"], { minFrequency: 2 });
    expect([...cut.encode(" a b")]).toEqual([1, 1]);
    const strict = await WordTokenizer.train([" a a b"], {
      minFrequency: 2,
      unknownToken: null,
      paddingToken: null,
    });
    expect([...strict.encode(" a a")]).toEqual([0, 0]);
    expect(() => strict.encode(" a b")).toThrow('encode: expected text in the vocabulary, got " b" at 2');
  });

  test("cuts Chinese with the given segmenter and falls back to characters", async () => {
    const segmentRun = (run: string) => run.match(/白鲸|海里|./gu)!;
    const tokenizer = await WordTokenizer.train(TEXTS, { minFrequency: 1, segmentRun });
    const words = (text: string) => [...tokenizer.encode(text)].map((id) => tokenizer.idToToken(id));
    expect(words("白鲸在海里")).toEqual(["白鲸", "在", "海里"]);
    expect(words("鲸白 海龙")).toEqual(["鲸", "白", "<unk>", "海", "<unk>"]);
  });

  test("takes the longest word of the vocabulary", async () => {
    const segmentRun = (run: string) => [run];
    const tokenizer = await WordTokenizer.train(["捕鲸船", "捕鲸", "船上"], { minFrequency: 1, segmentRun });
    expect([...tokenizer.encode("捕鲸船上")].map((id) => tokenizer.idToToken(id))).toEqual(["捕鲸船", "上"]);
  });

  test("takes a word of any length and a long run of one script without harm", async () => {
    const tokenizer = await WordTokenizer.train(["中".repeat(100_000), "a".repeat(1_000_000)], {
      minFrequency: 1,
    });
    expect(tokenizer.encode("中".repeat(100_000)).length).toBeLessThanOrEqual(100_000);
    expect(tokenizer.encode("a".repeat(1_000_000))).toHaveLength(Math.ceil(1_000_000 / 256));
  });
});
