import { readdirSync, readFileSync } from "node:fs";
import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BpeTokenizer,
  CharTokenizer,
  type Tokenizer,
  type TokenizerJson,
  tokenizerFromJson,
  WordTokenizer,
} from "../src/index.ts";

/** What tools/tokenizer_fixtures.py writes. */
interface Fixture {
  readonly training?: readonly string[];
  readonly tokenizer: TokenizerJson;
  readonly cases: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    /** In code points. */
    readonly offsets: readonly number[];
    readonly decoded: string;
    readonly decodedWithoutSpecial: string;
  }[];
}

const folder = new URL("./fixtures/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
const read = (name: string): Fixture => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const inCodePoints = (text: string, offsets: Int32Array) =>
  Array.from(offsets, (units) => Array.from(text.slice(0, units)).length);

describe.each(names)("%s", (name) => {
  const { tokenizer: json, cases } = read(name);
  const tokenizer = tokenizerFromJson(json);

  test.each(cases)("encodes and decodes $text as Hugging Face tokenizers does", (sample) => {
    const { tokenIds, offsets } = tokenizer.encodeWithOffsets(sample.text);
    expect([...tokenIds]).toEqual(sample.ids);
    expect([...tokenizer.encode(sample.text)]).toEqual(sample.ids);
    expect(inCodePoints(sample.text, offsets)).toEqual(sample.offsets);
    expect(tokenizer.decode(tokenIds)).toBe(sample.decoded);
    expect(tokenizer.decode(tokenIds, { skipSpecialTokens: true })).toBe(sample.decodedWithoutSpecial);
  });

  test("saves what it loaded", () => {
    const { model, added_tokens } = JSON.parse(JSON.stringify(tokenizer.toJson()));
    expect(model.vocab).toEqual(json.model.vocab);
    expect(added_tokens).toEqual(json.added_tokens);
    expect(tokenizerFromJson({ ...tokenizer.toJson() }).toJson()).toEqual(tokenizer.toJson());
  });
});

describe("training", () => {
  test.each([
    ["hugging-face-byte-level.json", { vocabularySize: 700, specialTokens: ["<|end|>"] }],
    ["hugging-face-exhausted.json", { vocabularySize: 5000, minFrequency: 0 }],
  ] as const)("learns the vocabulary and the merges of %s", async (name, options) => {
    const { training, tokenizer } = read(name);
    const { model } = (await BpeTokenizer.train(training!, options)).toJson();
    expect(model.vocab).toEqual(tokenizer.model.vocab);
    const merges =
      "merges" in tokenizer.model ? tokenizer.model.merges.map((pair) => Array.from(pair).join(" ")) : [];
    expect(merges.length).toBeGreaterThan(300);
    expect("merges" in model && model.merges).toEqual(merges);
  });

  const specialTokens = ["<|end|>"];
  test.each<[string, (texts: readonly string[]) => Promise<Tokenizer>]>([
    ["engram-char.json", (texts) => CharTokenizer.train(texts, { specialTokens })],
    ["engram-grapheme.json", (texts) => CharTokenizer.train(texts, { unit: "grapheme", specialTokens })],
    ["engram-word.json", (texts) => WordTokenizer.train(texts, { specialTokens })],
    ["engram-bpe.json", (texts) => BpeTokenizer.train(texts, { vocabularySize: 500, specialTokens })],
  ])("writes %s, which was checked with Hugging Face tokenizers", async (name, train) => {
    const { training, tokenizer } = read(name);
    expect(JSON.parse(JSON.stringify((await train(training!)).toJson()))).toEqual(tokenizer);
  });
});

describe("@huggingface/tokenizers", () => {
  // Not by grapheme, since JavaScript's expressions have no \X; its word-level model has no unknown token.
  test.each(["engram-char.json", "engram-word.json", "engram-bpe.json"])(
    "encodes any text with our %s as we do",
    (name) => {
      const { tokenizer: json } = read(name);
      const ours = tokenizerFromJson(json);
      const theirs = new HuggingFaceTokenizer(json, {});
      const text = fc
        .array(
          fc.oneof(
            fc.string({ unit: "grapheme", maxLength: 8 }),
            fc.constantFrom(" море", "白鲸", "<|end|>", " \n", "ka's", "...."),
          ),
        )
        .map((parts) => parts.join(""));
      fc.assert(
        fc.property(text, (sample) => {
          expect([...ours.encode(sample)]).toEqual(
            theirs.encode(sample).ids.map((id) => id ?? ours.unknownId),
          );
        }),
        { numRuns: 500 },
      );
    },
  );
});
