import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { listTextFiles, readCsv, readJsonl, readText, readTextFiles } from "../src/node/index.ts";
import { collect } from "./support/collect.ts";

const folder = mkdtempSync(join(tmpdir(), "engram-read-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

describe("readText", () => {
  test("gives a large file in blocks of whole lines that join to its text", async () => {
    const text = "Ein Satz über 🐋, 白鲸 und anderes.\n".repeat(40_000);
    const blocks = await collect(readText(write("large.txt", text)));
    expect(blocks.length).toBeGreaterThan(4);
    expect(blocks.every((block) => block.endsWith("\n"))).toBe(true);
    expect(blocks.join("")).toBe(text);
  });

  test("names the file and the byte of a binary file or another encoding", async () => {
    const latin1 = write("latin1.txt", Buffer.from(`${"a".repeat(300_000)}é`, "latin1"));
    await expect(collect(readText(latin1))).rejects.toThrow(
      `expected UTF-8 in ${latin1}, got half a character at the end (byte 300000)`,
    );
    const png = write("image.txt", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a));
    await expect(collect(readText(png))).rejects.toThrow(
      `expected UTF-8 in ${png}, got an invalid sequence at byte 0`,
    );
    const utf16 = write("utf16.txt", Buffer.from("text", "utf16le"));
    await expect(collect(readText(utf16))).rejects.toThrow(`expected text in ${utf16}, got a NUL at byte 1`);
  });

  test("names a path that is a folder or is not there", async () => {
    await expect(collect(readText(folder))).rejects.toThrow(
      `readText: expected a readable file at ${folder}, got: EISDIR`,
    );
    await expect(collect(readText(join(folder, "none")))).rejects.toThrow("ENOENT");
  });
});

describe("listTextFiles and readTextFiles", () => {
  const reviews = join(folder, "reviews");
  write("reviews/pos/b.txt", "good");
  write("reviews/pos/a10.txt", "great");
  write("reviews/neg/deep/a2.txt", "bad");
  write("reviews/neg/notes.md", "notes");
  symlinkSync(reviews, join(reviews, "round"));

  test("find files below a folder by extension, in the order of their names, without following links", async () => {
    const names = async (extensions?: string[]) =>
      (await listTextFiles(reviews, extensions ? { extensions } : {})).map((file) =>
        file.slice(reviews.length + 1),
      );
    expect(await names()).toEqual(["neg/deep/a2.txt", "pos/a10.txt", "pos/b.txt"]);
    expect(await names([".md", ".txt"])).toContain("neg/notes.md");
    await expect(names([".html"])).rejects.toThrow(
      `listTextFiles: expected files with .html in ${reviews}, got none`,
    );
    await expect(listTextFiles(join(folder, "none"))).rejects.toThrow("ENOENT");
  });

  test("give each file's text, the label of its folder, and named files whatever their extension", async () => {
    const notes = join(reviews, "neg/notes.md");
    expect(await collect(readTextFiles([join(reviews, "pos"), notes], { labelFromFolder: true }))).toEqual([
      { text: "great", label: "pos", source: join(reviews, "pos/a10.txt") },
      { text: "good", label: "pos", source: join(reviews, "pos/b.txt") },
      { text: "notes", label: "neg", source: notes },
    ]);
    expect((await collect(readTextFiles(notes)))[0]).toEqual({ text: "notes", source: notes });
  });

  test("refuse a file that is too large before reading it", async () => {
    const options = { maximumBytes: 3 };
    expect(await collect(readTextFiles(join(reviews, "neg"), options))).toHaveLength(1);
    await expect(collect(readTextFiles(join(reviews, "pos"), options))).rejects.toThrow(
      `readTextFiles: expected files of at most 3 bytes, got 5 in ${join(reviews, "pos/a10.txt")}`,
    );
  });
});

describe("readJsonl and readCsv", () => {
  test("give examples with file and line, and errors that name both", async () => {
    const jsonl = write("a.jsonl", '{"text":"one","label":1}\n{"text":2}\n');
    const csv = write("a.csv", 'label,text\nham,"one\ntwo"\nspam,three\n');
    const read: unknown[] = [];
    const all = async () => {
      for await (const example of readJsonl(jsonl, { labelField: "label" })) read.push(example);
    };
    await expect(all()).rejects.toThrow(`at ${jsonl}:2, got number`);
    expect(read).toEqual([{ text: "one", label: "1", source: `${jsonl}:1` }]);
    expect(await collect(readCsv(csv, { labelColumn: "label" }))).toEqual([
      { text: "one\ntwo", label: "ham", source: `${csv}:3` },
      { text: "three", label: "spam", source: `${csv}:4` },
    ]);
    await expect(collect(readCsv(csv, { textColumn: "body" }))).rejects.toThrow(
      `expected a column "body" at ${csv}:1`,
    );
  });
});
