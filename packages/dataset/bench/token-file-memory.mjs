/**
 * Trains on nothing, but reads like training: writes a token file of the wanted size, takes batches of
 * continuous streams and of shuffled windows all over it, and prints the peak memory of the process.
 *
 *   node bench/token-file-memory.mjs [gigabytes=0.1] [batches=20000] [folder=the system's temporary folder]
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bpttStreams, prefetch, slidingWindows } from "@engram/dataset";
import { TokenFile, writeTokenFile } from "@engram/dataset/node";

const gigabytes = Number(process.argv[2] ?? 0.1);
const batches = Number(process.argv[3] ?? 20_000);
const folder = mkdtempSync(join(process.argv[4] ?? tmpdir(), "engram-token-file-"));
const path = join(folder, "ids.tokens");
const vocabularySize = 50_000;
const tokens = Math.floor((gigabytes * 1e9) / 2);

const peakMegabytes = () => Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
const report = (what, seconds, amount) =>
  console.log(
    `${what.padEnd(34)} ${seconds.toFixed(1).padStart(7)} s   ${amount.padEnd(22)} peak ${peakMegabytes()} MB`,
  );
const timed = async (work) => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

/** Cheap ids that fill the vocabulary, in pieces as a tokenizer would give them. */
function* ids() {
  let id = 1;
  for (let left = tokens; left > 0; left -= 65_536) {
    const chunk = new Int32Array(Math.min(65_536, left));
    for (let index = 0; index < chunk.length; index++) {
      id = (id * 48_271) % 2_147_483_647;
      chunk[index] = id % vocabularySize;
    }
    yield chunk;
  }
}

/** Takes up to `batches` batches from places spread evenly over the epoch, so that the whole file is touched. */
async function takeAll(stream) {
  const pieces = 20;
  for (let piece = 0; piece < pieces; piece++) {
    const delivered = Math.floor((piece * stream.batchesPerEpoch) / pieces);
    stream.restore({ ...stream.position(), epoch: 0, delivered });
    let taken = 0;
    for await (const batch of stream) {
      if (batch.inputs.length === 0) throw new Error("an empty batch");
      if (++taken >= batches / pieces) break;
    }
  }
}

try {
  const written = await timed(() => writeTokenFile(path, ids(), { vocabularySize }));
  report(
    `write ${(statSync(path).size / 1e9).toFixed(2)} GB`,
    written,
    `${(tokens / written / 1e6).toFixed(1)} M tokens/s`,
  );
  const file = TokenFile.open(path);
  const streams = {
    "bpttStreams 64 x 128": bpttStreams(file, { batchSize: 64, sequenceLength: 128 }),
    "slidingWindows 128 x 40, shuffled": slidingWindows(file, { length: 40, batchSize: 128, shuffle: true }),
    "the same, prefetch 4": prefetch(slidingWindows(file, { length: 40, batchSize: 128, shuffle: true }), 4),
  };
  for (const [name, stream] of Object.entries(streams)) {
    const seconds = await timed(() => takeAll(stream));
    report(name, seconds, `${(batches / seconds).toFixed(0)} batches/s`);
  }
  report("verify (SHA-256)", await timed(() => file.verify()), "");
  file.close();
} finally {
  rmSync(folder, { recursive: true });
}
