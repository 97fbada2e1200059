// Time and score of the n-gram baseline over characters: node bench/ngram-baseline.mjs [FILE]
// Trains on the first 90% of FILE and scores the last 10%. Without FILE, the time for 1,000,000 seeded ids of V = 50,000.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { NgramModel } from "@engram/metrics";
import { Random } from "@engram/random";

const [path] = process.argv.slice(2);
const { tokenIds, vocabularySize } = path === undefined ? seededIds() : characterIds(path);
const cut = Math.floor(tokenIds.length * 0.9);

const model = new NgramModel({ vocabularySize });
const started = performance.now();
model.train(tokenIds.subarray(0, cut));
const trained = performance.now();
const nats = model.scoreNats(tokenIds.subarray(cut));
const scored = performance.now();

console.log(
  `${tokenIds.length} tokens, V ${vocabularySize}, order ${model.order}, Node ${process.versions.node}`,
);
console.log(`${(nats / (tokenIds.length - cut)).toFixed(4)} nats per token on the last 10%`);
console.log(
  `trained in ${((trained - started) / 1000).toFixed(2)} s, scored in ${((scored - trained) / 1000).toFixed(2)} s`,
);
console.log(`${(process.memoryUsage().arrayBuffers / 1e6).toFixed(0)} MB in typed arrays`);

/** @param {string} file */
function characterIds(file) {
  const bytes = readFileSync(file);
  console.log(`sha256 ${createHash("sha256").update(bytes).digest("hex")}`);
  const characters = [...bytes.toString("utf8")];
  const ids = new Map([...new Set(characters)].sort().map((character, id) => [character, id]));
  return {
    tokenIds: Int32Array.from(characters, (character) => ids.get(character)),
    vocabularySize: ids.size,
  };
}

/** Few frequent ids and many rare ones, as words are. */
function seededIds() {
  const random = new Random(0);
  const vocabularySize = 50_000;
  const tokenIds = new Int32Array(1_000_000).map(() => Math.floor(vocabularySize * random.uniform() ** 4));
  return { tokenIds, vocabularySize };
}
