import { describe, expect, test } from "vitest";
import { segmentSentences, segmentWords } from "../src/index.ts";
import { loadJieba } from "../src/node/index.ts";

describe("segmentWords", () => {
  test.each([
    ["It's 3.5 whales, isn't it?", ["It's", "3.5", "whales", "isn't", "it"]],
    ["Größe, Straße und œuvre", ["Größe", "Straße", "und", "œuvre"]],
    ["привет, мир!", ["привет", "мир"]],
    ["สวัสดีชาวโลก", ["สวัสดี", "ชาว", "โลก"]],
    ["", []],
    ["?! …", []],
  ])("cuts %j", (text, words) => {
    expect(segmentWords(text)).toEqual(words);
  });

  test("cuts Chinese with Intl.Segmenter, and with jieba where the caller has it", async () => {
    const text = "我们在海上看见白鲸。The whale!";
    expect(segmentWords(text).join("")).toBe("我们在海上看见白鲸Thewhale");
    expect(segmentWords(text)).toContain("我们");
    expect(segmentWords(text, { segmentHan: await loadJieba() })).toEqual([
      "我们",
      "在",
      "海上",
      "看见",
      "白鲸",
      "The",
      "whale",
    ]);
  });

  test("hands only Chinese characters to the given function", () => {
    const seen: string[] = [];
    const segmentHan = (run: string) => {
      seen.push(run);
      return [run];
    };
    expect(segmentWords("abc白鲸 def 船", { segmentHan })).toEqual(["abc", "白鲸", "def", "船"]);
    expect(seen).toEqual(["白鲸", "船"]);
  });
});

describe("segmentSentences", () => {
  test.each([
    ["Call me Ishmael. Some years ago!  Why?", ["Call me Ishmael.", "Some years ago!", "Why?"]],
    ["白鲸来了。船长笑了！为什么？", ["白鲸来了。", "船长笑了！", "为什么？"]],
    ["", []],
    ["no end", ["no end"]],
  ])("cuts %j", (text, sentences) => {
    expect(segmentSentences(text)).toEqual(sentences);
  });

  test("follows the rules of a language", () => {
    const greek = "Τι είναι αυτό; Μια φάλαινα.";
    expect(segmentSentences(greek, { locale: "el" })).toEqual(["Τι είναι αυτό;", "Μια φάλαινα."]);
  });
});
