import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BpeTokenizer, tokenizerFromJson } from "../src/index.ts";

const TRAINING = [
  "The whale, the white whale! It's the whale that they'll hunt; they've hunted whales before.",
  "Ein Wal ist kein Fisch, und die Wale wissen es. Der weiße Wal weiß es auch.",
  "白鲸在海里游。白鲸很大。白鲸，白鲸！ 捕鲸船在海上。",
  "........ -------- aaaaaaaaaa     \n\n\n\t\t 1851 1851 2024 😀😀👍🏽",
];
const tokenizer = await BpeTokenizer.train(TRAINING, {
  vocabularySize: 300,
  specialTokens: ["<|end|>", "<|pad|>"],
});

/** Any UTF-16 units, lone surrogates among them, and now and then a special token. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 4 })
        .map((units) => String.fromCharCode(...units)),
      fc.constantFrom(" the whale", "白鲸", "\ufeff", "  ", "\r\n", "<|end|>", "<|pad|>", "<|en"),
    ),
  )
  .map((parts) => parts.join(""));
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, "\ufffd");

describe("BpeTokenizer", () => {
  test("gives back every text; a lone surrogate comes back as U+FFFD", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(wellFormed(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("gives back texts longer than a window, cut at any place", () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom("a", "é", "鲸", "😀", " x", "\n"),
        fc.integer({ min: 8150, max: 8200 }),
        (text, filler, count) => {
          const long = filler.repeat(Math.ceil(count / filler.length)) + text + filler.repeat(9000) + text;
          const tokenIds = tokenizer.encode(long);
          expect(tokenizer.decode(tokenIds)).toBe(wellFormed(long));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a window's border changes nothing", () => {
    const line = "It's  the whale's, 1851!  \n\t ";
    const once = [...tokenizer.encode(`${line}x`).slice(0, -1)];
    for (const shift of [8170, 8180, 8185, 8188, 8190, 8192]) {
      const filler = "x ".repeat(shift / 2).slice(0, -1);
      const before = tokenizer.encode(filler).length;
      expect([...tokenizer.encode(`${filler}\n${line}x`).slice(before + 1, -1)]).toEqual(once);
    }
  });

  test("offsets follow one another and cover the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { tokenIds, offsets } = tokenizer.encodeWithOffsets(text);
        expect(tokenIds).toEqual(tokenizer.encode(text));
        expect(offsets).toHaveLength(2 * tokenIds.length);
        let covered = 0;
        for (let n = 0; n < tokenIds.length; n++) {
          const [start, end] = offsets.subarray(2 * n, 2 * n + 2);
          expect(end).toBeGreaterThan(start);
          expect(start).toBeLessThanOrEqual(covered);
          expect(end).toBeGreaterThanOrEqual(covered);
          if (!tokenizer.decode([tokenIds[n]]).includes("\ufffd")) {
            expect(wellFormed(text.slice(start, end))).toBe(tokenizer.decode([tokenIds[n]]));
          }
          covered = end;
        }
        expect(covered).toBe(text.length);
      }),
      { numRuns: 1000 },
    );
  });

  test("a streaming decoder gives the same text and never half a character", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(299), { maxLength: 60 }), fc.boolean(), (tokenIds, skipSpecialTokens) => {
        const decoder = tokenizer.createDecoder({ skipSpecialTokens });
        const parts = [...tokenIds.map((id) => decoder.push(id)), decoder.end()];
        expect(parts.join("")).toBe(tokenizer.decode(tokenIds, { skipSpecialTokens }));
        for (const part of parts) expect(part).toBe(wellFormed(part));
      }),
      { numRuns: 2000 },
    );
    const decoder = tokenizer.createDecoder();
    const pushed = [...tokenizer.encode("🦈")].map((id) => decoder.push(id));
    expect(pushed.length).toBeGreaterThan(1);
    expect(pushed.slice(0, -1).join("")).toBe("");
    expect(pushed.at(-1)).toBe("🦈");
    expect(decoder.end()).toBe("");
  });

  test("special tokens take the first ids, are matched in the text and can be left out", () => {
    expect([...tokenizer.encode("<|pad|><|end|>")]).toEqual([1, 0]);
    const tokenIds = tokenizer.encode("a<|end|>b");
    expect(tokenizer.decode(tokenIds)).toBe("a<|end|>b");
    expect(tokenizer.decode(tokenIds, { skipSpecialTokens: true })).toBe("ab");
    expect([...tokenizer.specialTokens]).toEqual([
      ["<|end|>", 0],
      ["<|pad|>", 1],
    ]);
  });

  test("comes back from its JSON", () => {
    const json = JSON.parse(JSON.stringify(tokenizer.toJson()));
    const loaded = tokenizerFromJson(json);
    expect(loaded.toJson()).toEqual(json);
    fc.assert(
      fc.property(anyText, (text) => {
        expect(loaded.encode(text)).toEqual(tokenizer.encode(text));
      }),
    );
  });

  test("learns the same from the chunks of a text as from the whole, wherever it is cut", async () => {
    const whole = [...TRAINING, ".\ufeff.\ufeff \u0085. \u0085x  .\ufeff.\ufeff"].join(" ");
    const expected = (await BpeTokenizer.train([whole], { vocabularySize: 330 })).toJson();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 6 }), async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const chunks = places.slice(1).map((place, index) => whole.slice(places[index], place));
        const options = { vocabularySize: 330, continuous: true };
        expect((await BpeTokenizer.train(chunks, options)).toJson()).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test("learns frequent pieces in bounded memory", async () => {
    async function* texts() {
      for (let index = 0; index < 20_000; index++)
        yield ` whale number${index.toString(36)} ${"x".repeat(index % 9000)}`;
    }
    const trained = await BpeTokenizer.train(texts(), { vocabularySize: 300, maxPieces: 1000 });
    expect(trained.encode(" whale")).toHaveLength(1);
  });

  test("stops when no pair is left that is frequent enough", async () => {
    const trained = await BpeTokenizer.train(["abab cd"], { vocabularySize: 1000 });
    expect(trained.vocabularySize).toBe(257);
    expect(trained.idToToken(256)).toBe("ab");
  });

  test.each([
    [{ vocabularySize: 255 }, "train: expected vocabularySize to be an integer in [256, 500000], got 255"],
    [{ vocabularySize: Number.NaN }, "train: expected vocabularySize"],
    [{ minFrequency: -1 }, "train: expected minFrequency to be an integer of 0 or more, got -1"],
    [{ specialTokens: [""] }, 'train: expected special tokens that are non-empty strings, got ""'],
    [{ specialTokens: ["é"] }, "BpeTokenizer: expected added tokens unlike those of bytes"],
    [{ maxPieces: 1 }, "train: expected maxPieces to be an integer in [1000, 10000000], got 1"],
  ])("refuses the options %j", async (options, message) => {
    await expect(BpeTokenizer.train(["a"], options)).rejects.toThrow(message);
  });

  test("refuses a text in place of an iterable, and what is not text", async () => {
    await expect(BpeTokenizer.train("abc")).rejects.toThrow(
      "train: expected an iterable of texts, got a string",
    );
    await expect(BpeTokenizer.train([1 as unknown as string])).rejects.toThrow(
      "train: expected texts that are strings",
    );
  });

  test.each([-1, 1.5, 300, Number.NaN])("decode refuses the id %s", (id) => {
    expect(() => tokenizer.decode([id])).toThrow(`decode: expected token ids in [0, 300), got ${id}`);
    expect(() => tokenizer.createDecoder().push(id)).toThrow("decode: expected token ids");
  });
});
