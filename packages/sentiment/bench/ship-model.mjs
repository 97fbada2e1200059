// Puts a classifier that train-imdb.mjs made into the package, in int8:
//   node packages/sentiment/bench/ship-model.mjs DIR
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { loadTextClassifier, saveTextClassifier } from "@engram/classification/node";

const MOST_BYTES = 5_000_000;
const to = join(import.meta.dirname, "../model");
const classifier = await loadTextClassifier(process.argv[2]);
await saveTextClassifier(to, classifier, { precision: "int8" });
classifier.dispose();
let total = 0;
for (const name of (await readdir(to, { recursive: true })).sort()) {
  const entry = await stat(join(to, name));
  if (!entry.isFile()) continue;
  total += entry.size;
  console.log(`${name}\t${entry.size} bytes`);
}
console.log(`${total} bytes, ${((100 * total) / MOST_BYTES).toFixed(0)}% of what a shipped model may weigh`);
if (total > MOST_BYTES) process.exitCode = 1;
