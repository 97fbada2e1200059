import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CleanOptions, clean } from "../src/index.ts";

const OFF: CleanOptions = {
  controlCharacters: "keep",
  invisibleCharacters: "keep",
  normalization: "none",
  whitespace: "keep",
};
const only = (options: CleanOptions) => (text: string) => clean(text, { ...OFF, ...options });
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.constantFrom("e", "\u0301", "\u200b", "☃", " \n", "\r\n\r\n\n", "\0", "<b>", "&amp;", "ﬁ", "㍿"),
    ),
  )
  .map((parts) => parts.join(""));

describe("clean", () => {
  test("with every step off changes nothing", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(clean(text, OFF)).toBe(text);
      }),
    );
  });

  test.each<CleanOptions>([
    {},
    { normalization: "NFKC" },
    { specialCharacters: "remove", whitespace: "single-line" },
    { lookAlikes: "plain", specialCharacters: { replaceWith: "_" } },
  ])("done twice with %j is the same as once", (options) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = clean(text, options);
        expect(clean(once, options)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["a<br>b<BR/>c", "a\nb\nc"],
    ["<p>one</p><p class='x'>two</p>", "\none\n\ntwo\n"],
    ["<b>bold</b>, <a title=\"x > y\" href='z'>link</a>", "bold, link"],
    ["if a < b and c > d, <3 <- <", "if a < b and c > d, <3 <- <"],
    ["x<!-- a <b> -->y<!-- open", "xy"],
    ["<script>if (a<b) {}</script >text<style>p{}", "text"],
    ["<!DOCTYPE html><html>t</html>", "t"],
    ["it's <i>don't</i> <em", "it's don't <em"],
  ])("removes the tags of %j", (html, text) => {
    expect(only({ htmlTags: "remove" })(html)).toBe(text);
  });

  test("removes tags in time that grows with the text alone", () => {
    for (const part of ["<a ", "<!--", "<script>", '<a b="', '<a b=">', "<", "</", "<a><"]) {
      const started = performance.now();
      only({ htmlTags: "remove" })(part.repeat(50_000));
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });

  test("decodes entities once, after the tags are gone", () => {
    const both = only({ htmlTags: "remove", htmlEntities: "decode" });
    expect(both("<i>&lt;b&gt;</i> &amp;amp; caf&eacute; &#8212; &#x1F433; AT&T &copy")).toBe(
      "<b> &amp; café — 🐳 AT&T &copy",
    );
  });

  test("removes control characters, noncharacters and lone surrogates; keeps tabs and line feeds", () => {
    expect(only({ controlCharacters: "remove" })("a\0b\tc\r\nd\re\u0085f\ufffeg\ud800h😀")).toBe(
      "ab\tc\nd\nefgh😀",
    );
  });

  test("removes invisible characters but not joiners", () => {
    const family = "👨‍👩‍👧";
    expect(only({ invisibleCharacters: "remove" })(`\ufeffa\u200bb\u00adc\u202e${family}می‌خواهم`)).toBe(
      `abc${family}می‌خواهم`,
    );
  });

  test.each([
    ["NFC", "e\u0301ﬁ", "éﬁ"],
    ["NFD", "é", "e\u0301"],
    ["NFKC", "ﬁ①Ａ", "fi1A"],
    ["NFKD", "é", "e\u0301"],
  ] as const)("normalises to %s", (normalization, text, expected) => {
    expect(only({ normalization })(text)).toBe(expected);
  });

  test("makes look-alikes plain", () => {
    expect(only({ lookAlikes: "plain" })("“It’s” — ‘so’…\u00a05–6 «a»")).toBe('"It\'s" -- \'so\'... 5-6 "a"');
  });

  test("keeps, removes or replaces special characters, with what belongs to them", () => {
    const text = "a☃b ❤️👍🏽👨‍👩‍👧 c© $5 <x> ñ中!";
    expect(only({ specialCharacters: "remove" })(text)).toBe("ab  c $5 <x> ñ中!");
    expect(only({ specialCharacters: { replaceWith: "$&" } })(text)).toBe("a$&b $& c$& $5 <x> ñ中!");
    expect(only({ specialCharacters: "keep" })(text)).toBe(text);
  });

  test("lowers letters", () => {
    expect(only({ letterCase: "lower" })("ÀΣ Ab")).toBe("àς ab");
  });

  test("tidies whitespace, or puts all on one line", () => {
    const text = "  a \u00a0 b\t\n\n\n\n c \n d  ";
    expect(only({ whitespace: "tidy" })(text)).toBe("a b\n\nc\nd");
    expect(only({ whitespace: "single-line" })(text)).toBe("a b c d");
  });

  test("takes a long row of special characters without harm", () => {
    expect(only({ specialCharacters: "remove" })("☃".repeat(2_000_000))).toBe("");
  });
});
