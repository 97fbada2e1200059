// How long one model call takes, during which the thread that makes it does nothing else:
//   node apps/classify/bench/batch-time.mjs [--embedding 256] [--hidden 512,256] [--words 200]
// It is why `serve` predicts on a thread of its own, and collects concurrent requests into one call.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { classifierFromFiles } from "@engram/classification/inference";
import { createKernels } from "@engram/kernels/node";
import { readFolder } from "./support/read-folder.mjs";
import { madeUpText, writeUntrainedClassifier } from "./support/untrained-classifier.mjs";

const ROUNDS = 15;
const { values } = parseArgs({
  options: {
    embedding: { type: "string", default: "256" },
    hidden: { type: "string", default: "512,256" },
    words: { type: "string", default: "200" },
  },
});
const folder = await mkdtemp(join(tmpdir(), "engram-batch-time-"));
await writeUntrainedClassifier(folder, {
  embeddingSize: Number(values.embedding),
  hiddenSizes: values.hidden.split(",").map(Number),
});
const files = await readFolder(folder);
await rm(folder, { recursive: true });
for (const build of [undefined, "wasm-relaxed"]) {
  const kernels = await createKernels(build === undefined ? {} : { build });
  const classifier = classifierFromFiles(files, kernels);
  for (const texts of [1, 8, 32]) {
    const batch = Array.from({ length: texts }, (_, seed) => madeUpText(Number(values.words), seed));
    const times = [];
    for (let round = 0; round < ROUNDS; round++) {
      const from = performance.now();
      await classifier.predict(batch);
      times.push(performance.now() - from);
    }
    times.sort((one, other) => one - other);
    const at = (share) => times[Math.floor(share * (ROUNDS - 1))].toFixed(1);
    console.log(
      `${kernels.build}, ${kernels.threads} threads, ${texts} texts of ${values.words} words: median ${at(0.5)} ms (${at(0)} to ${at(1)})`,
    );
  }
  classifier.dispose();
  kernels.dispose();
}
