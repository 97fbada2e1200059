// Puts a classifier that train-model.mjs made into the package, in int8, and beside it what some of its training mails
// are to its output layer, for corrections:
//   node packages/spam/bench/ship-model.mjs DIR
import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { classifierFromFiles, FeedbackClassifier } from "@engram/classification/inference";
import { loadTextClassifier, saveTextClassifier } from "@engram/classification/node";
import { createKernels } from "@engram/kernels/node";
import { LABELS, spamAssassinParts } from "./support/spam-assassin-parts.mjs";
import { toHalf } from "./support/to-half.mjs";

const MOST_BYTES = 5_000_000;
const REPLAYED_OF_A_CLASS = 200;
const REPLAY_FILE = "replay.json";
const to = join(import.meta.dirname, "../model");
const trained = await loadTextClassifier(process.argv[2]);
await saveTextClassifier(to, trained, { precision: "int8" });
trained.dispose();

async function shippedFiles() {
  const entries = await readdir(to, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return paths.map((path) => relative(to, path)).sort();
}

const { train } = await spamAssassinParts();
const replayed = LABELS.flatMap((label) => {
  const own = train.filter((mail) => mail.label === label);
  const count = Math.min(own.length, REPLAYED_OF_A_CLASS);
  return Array.from({ length: count }, (_, index) => own[Math.floor((index * own.length) / count)]);
});
const files = {};
for (const name of await shippedFiles()) files[name] = await readFile(join(to, name));
const encoder = createHash("sha256").update(files["classifier.json"]).digest("hex").slice(0, 16);
const kernels = await createKernels();
const shipped = classifierFromFiles(files, kernels);
const reader = new FeedbackClassifier(shipped, { encoder, replay: { features: [], labels: [] } });
const features = replayed.map(({ text }) => reader.featuresOf(text));
shipped.dispose();
kernels.dispose();
const width = features[0].length;
const halves = Buffer.alloc(2 * width * features.length);
features.forEach((vector, row) => {
  vector.forEach((value, column) => {
    halves.writeUInt16LE(toHalf(value), 2 * (row * width + column));
  });
});
const replay = {
  encoder,
  labels: replayed.map(({ label }) => LABELS.indexOf(label)),
  features: halves.toString("base64"),
};
await writeFile(join(to, REPLAY_FILE), `${JSON.stringify(replay)}\n`);

let total = 0;
for (const name of await shippedFiles()) {
  const { size } = await stat(join(to, name));
  total += size;
  console.log(`${name}\t${size} bytes`);
}
console.log(`${total} bytes, ${((100 * total) / MOST_BYTES).toFixed(0)}% of what a shipped model may weigh`);
if (total > MOST_BYTES) process.exitCode = 1;
