import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BpeTokenizer, CharTokenizer, WordTokenizer } from "../src/index.ts";
import { loadTokenizer, saveTokenizer } from "../src/node/index.ts";

const TEXTS = ["the whale 白鲸 é😀", "the ship"];
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tokenizer-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("saveTokenizer and loadTokenizer", () => {
  test.each([
    ["char", () => CharTokenizer.train(TEXTS)],
    ["word", () => WordTokenizer.train(TEXTS, { minFrequency: 1 })],
    ["bpe", () => BpeTokenizer.train(TEXTS, { vocabularySize: 260 })],
  ])("a %s tokenizer comes back from its file, and no other file is left", async (kind, train) => {
    const tokenizer = await train();
    const path = join(folder, "tokenizer.json");
    await saveTokenizer(path, tokenizer);
    const loaded = await loadTokenizer(path);
    expect(loaded.kind).toBe(kind);
    expect(loaded.toJson()).toEqual(tokenizer.toJson());
    expect(loaded.encode("the whale")).toEqual(tokenizer.encode("the whale"));
    expect(await readdir(folder)).toEqual(["tokenizer.json"]);
    await rm(path);
  });

  test.each([
    ["", "Unexpected end of JSON input"],
    ["{", "JSON"],
    ["[1]", "expected the file to be an object"],
    ['{"model":{"type":"BPE"}}', "expected pre_tokenizer to be an object"],
  ])("names the file and what is wrong with %j", async (content, message) => {
    const path = join(folder, "bad.json");
    await writeFile(path, content);
    await expect(loadTokenizer(path)).rejects.toThrow(`loadTokenizer: ${path}: `);
    await expect(loadTokenizer(path)).rejects.toThrow(message);
    await rm(path);
  });

  test("refuses a file too large to be one without reading it, and names a missing one", async () => {
    const path = join(folder, "large.json");
    await writeFile(path, "");
    await truncate(path, 2 ** 40);
    await expect(loadTokenizer(path)).rejects.toThrow("to have at most 134217728 bytes, got 1099511627776");
    await rm(path);
    await expect(loadTokenizer(path)).rejects.toThrow("large.json");
  });
});
