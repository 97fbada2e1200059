import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BpeTokenizer, CharTokenizer, tokenizerFromJson, WordTokenizer } from "../src/index.ts";

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null;

const TEXTS = ["the whale, the white whale", "白鲸在海里 白鲸"];
const files: Record<string, () => Json> = Object.fromEntries(
  Object.entries({
    bpe: await BpeTokenizer.train(TEXTS, { vocabularySize: 265, specialTokens: ["<end>"] }),
    char: await CharTokenizer.train(TEXTS),
    word: await WordTokenizer.train(TEXTS),
  }).map(([kind, tokenizer]) => [kind, () => JSON.parse(JSON.stringify(tokenizer.toJson()))]),
);

/** A copy of a file with one place changed; the path is as in "model.vocab.a". */
function changed(kind: string, path: string, value: Json | undefined): Json {
  const file = files[kind]();
  const keys = path.split(".");
  const last = keys.pop()!;
  const parent = keys.reduce<Json>((json, key) => (json as Record<string, Json>)[key], file) as Record<
    string,
    Json
  >;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return file;
}

describe("tokenizerFromJson", () => {
  test.each([null, undefined, 1, "{}", [], true])("refuses %j", (json) => {
    expect(() => tokenizerFromJson(json)).toThrow("tokenizerFromJson: expected the file to be an object");
  });

  test.each<[string, string, Json | undefined, string]>([
    ["bpe", "model", undefined, "expected model to be an object, got undefined"],
    ["bpe", "model.type", "Unigram", 'expected model.type to be "BPE" or "WordLevel", got "Unigram"'],
    ["bpe", "normalizer", { type: "NFC" }, 'expected normalizer to be null, got type "NFC"'],
    ["bpe", "truncation", { max_length: 2 }, "expected truncation to be null, got an object"],
    ["bpe", "padding", {}, "expected padding to be null, got an object"],
    ["bpe", "pre_tokenizer", null, "expected pre_tokenizer to be an object, got null"],
    [
      "bpe",
      "pre_tokenizer.type",
      "Whitespace",
      'expected pre_tokenizer.type to be "ByteLevel", got "Whitespace"',
    ],
    [
      "bpe",
      "pre_tokenizer.use_regex",
      "(a+)+$",
      'expected pre_tokenizer.use_regex to be true or false, got "(a+)+$"',
    ],
    [
      "bpe",
      "post_processor",
      { type: "TemplateProcessing" },
      'expected post_processor.type to be "ByteLevel", got "TemplateProcessing"',
    ],
    ["bpe", "decoder", null, "expected decoder to be an object, got null"],
    ["bpe", "model.dropout", 0.1, "expected model.dropout to be 0, got 0.1"],
    ["bpe", "model.end_of_word_suffix", "</w>", 'expected model.end_of_word_suffix to be "", got "</w>"'],
    ["bpe", "model.vocab", ["a"], "expected model.vocab to be an object, got an array of 1"],
    ["bpe", "model.vocab.a", undefined, "to be below 264, the number of tokens, got 264"],
    ["bpe", "model.vocab.a", 66.5, 'expected the id of "a" to be an integer of 0 to 510000, got 66.5'],
    ["bpe", "model.vocab.a", -1, 'expected the id of "a" to be an integer'],
    ["bpe", "model.vocab.a", "1", 'expected the id of "a" to be an integer'],
    ["bpe", "model.vocab.a", 67, "to be given to one token"],
    [
      "bpe",
      "model.vocab.a",
      400_000,
      'expected the id of "a" to be below 265, the number of tokens, got 400000',
    ],
    [
      "bpe",
      "model.vocab.  ",
      265,
      "expected a token of model.vocab to be made of the characters that stand for bytes",
    ],
    [
      "bpe",
      `model.vocab.${"x".repeat(5000)}`,
      265,
      "expected a token of model.vocab to be a well-formed string of 1 to 4096",
    ],
    ["bpe", "model.vocab.\ud800", 265, "expected a token of model.vocab to be a well-formed string"],
    ["bpe", "model.merges", "a b", 'expected model.merges to be an array of at most 2000000, got "a b"'],
    [
      "bpe",
      "model.merges.0",
      "ab",
      'expected model.merges[0] to be "left right" or ["left", "right"], got "ab"',
    ],
    ["bpe", "model.merges.0", ["a", 1], "expected model.merges[0] to be"],
    ["bpe", "model.merges.0", { length: 2 }, "expected model.merges[0] to be"],
    [
      "bpe",
      "model.merges.0",
      "a zz",
      'expected model.merges[0] to be of tokens in model.vocab that make one, got "zz"',
    ],
    ["bpe", "model.merges.0", "x x", 'that make one, got "xx"'],
    [
      "bpe",
      "model.merges.1",
      (files.bpe() as { model: { merges: Json[] } }).model.merges[0],
      "expected model.merges[1] to be of a new pair",
    ],
    ["bpe", "added_tokens", {}, "expected added_tokens to be an array of at most 10000, got an object"],
    ["bpe", "added_tokens.0", "<end>", 'expected added_tokens[0] to be an object, got "<end>"'],
    ["bpe", "added_tokens.0.content", "", "expected added_tokens[0].content to be a well-formed string"],
    ["bpe", "added_tokens.0.id", 5, 'expected added token "<end>" to be at its id in model.vocab, 0, got 5'],
    ["bpe", "added_tokens.0.lstrip", 0, "expected added_tokens[0].lstrip to be true or false, got 0"],
    [
      "bpe",
      "added_tokens.1",
      (files.bpe() as { added_tokens: Json[] }).added_tokens[0],
      'expected added_tokens to be without repetition, got "<end>"',
    ],
    ["char", "decoder.type", "ByteLevel", 'expected decoder.type to be "Fuse", got "ByteLevel"'],
    ["char", "model.unk_token", null, "expected model.unk_token to be a string, got null"],
    [
      "char",
      "pre_tokenizer.behavior",
      "Removed",
      'expected pre_tokenizer.behavior to be "Isolated", got "Removed"',
    ],
    ["char", "pre_tokenizer.pattern", { String: " " }, "expected pre_tokenizer.pattern.Regex to be that of"],
    [
      "char",
      "pre_tokenizer.pattern.Regex",
      "(a+)+$",
      'expected pre_tokenizer.pattern.Regex to be that of a CharTokenizer, or a WordTokenizer of these words, got "(a+)+$"',
    ],
    ["word", "model.vocab.白鲸", undefined, "expected "],
  ])("names what is wrong in %s at %.40s", (kind, path, value, message) => {
    expect(() => tokenizerFromJson(changed(kind, path, value))).toThrow(message);
    expect(() => tokenizerFromJson(changed(kind, path, value))).toThrow("tokenizerFromJson: expected ");
  });

  test("refuses a vocabulary of more than half a million tokens", () => {
    const vocab = Object.fromEntries(Array.from({ length: 500_001 }, (_, id) => [`t${id}`, id]));
    expect(() => tokenizerFromJson(changed("bpe", "model.vocab", vocab))).toThrow(
      "tokenizerFromJson: expected model.vocab to be at most 500000 tokens, got 500001",
    );
  });

  test("takes any JSON at any place: a tokenizer that works, or an error of its own", () => {
    const places = (json: Json, path: string): string[] =>
      typeof json !== "object" || json === null
        ? [path]
        : [
            path,
            ...Object.entries(json)
              .slice(0, 8)
              .flatMap(([key, value]) =>
                key.includes(".") ? [] : places(value, path === "" ? key : `${path}.${key}`),
              ),
          ];
    const anyPlace = fc.constantFrom(
      ...Object.keys(files).flatMap((kind) =>
        places(files[kind](), "")
          .filter(Boolean)
          .map((path) => [kind, path] as const),
      ),
    );
    const anyValue = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
      fc.constantFrom<Json>(0, -1, 1e9, 2 ** 53, "", "a", null, true, [], {}, "__proto__", "(x+x+)+y"),
    );
    fc.assert(
      fc.property(
        anyPlace,
        fc.option(anyValue, { nil: undefined }),
        fc.string(),
        ([kind, path], value, text) => {
          const json = changed(kind, path, value);
          let tokenizer: ReturnType<typeof tokenizerFromJson>;
          try {
            tokenizer = tokenizerFromJson(json);
          } catch (error) {
            expect((error as Error).message).toMatch(/^(tokenizerFromJson|BpeTokenizer): expected /);
            return;
          }
          const { unknownId } = tokenizer;
          for (const id of tokenizer.kind === "bpe" || unknownId !== undefined
            ? tokenizer.encode(text)
            : []) {
            expect(tokenizer.idToToken(id)).toBeTypeOf("string");
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("a token named like a property of objects is a token", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    return expect(
      WordTokenizer.train(names, { minFrequency: 1 }).then((tokenizer) => {
        const loaded = tokenizerFromJson(JSON.parse(JSON.stringify(tokenizer.toJson())));
        return names.map((name) => loaded.decode(loaded.encode(name)));
      }),
    ).resolves.toEqual(names);
  });

  test("a text without a place to cut takes time in proportion to its length", async () => {
    const file = changed("bpe", "pre_tokenizer.use_regex", false);
    const tokenizer = tokenizerFromJson(file);
    const text = "the whale".repeat(50_000);
    const started = performance.now();
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
