import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { commands, runLLVM, type Tree } from "@yowasp/clang";
import { packageFolder } from "../package-folder.ts";

const MILLISECONDS = 50;
const TRIES = 8;
const ROUNDS = 100_000;

/** Each thread has an instance of its own: the loop needs no memory. */
const PROGRAM = `
const { parentPort, workerData } = require("node:worker_threads");
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(workerData), {});
const { fmaLoop, operationsPerRound } = exports;
parentPort.on("message", () => {
  const start = performance.now();
  let rounds = 0, passed = 0;
  while (passed < ${MILLISECONDS}) {
    fmaLoop(${ROUNDS});
    rounds += ${ROUNDS};
    passed = performance.now() - start;
  }
  parentPort.postMessage((rounds * operationsPerRound()) / (passed / 1000));
});`;

/**
 * Operations per second of the bare multiply-add loop in WebAssembly.
 *
 * The best of several short tries: whatever else runs only takes away from it.
 */
export async function wasmPeak(build: string, threads: readonly number[]): Promise<Map<number, number>> {
  const relaxed = build === "wasm-relaxed";
  // Node 20 has it behind this flag; later versions take no notice of it.
  if (relaxed) setFlagsFromString("--experimental-wasm-relaxed-simd");
  const bytes = await compile(relaxed ? ["-msimd128", "-mrelaxed-simd"] : ["-msimd128"]);
  const most = Math.max(...threads);
  const workers = Array.from({ length: most }, () => new Worker(PROGRAM, { eval: true, workerData: bytes }));
  const peaks = new Map<number, number>();
  try {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      for (const count of threads) {
        const rates = await Promise.all(workers.slice(0, count).map(rateOf));
        const total = rates.reduce((sum, rate) => sum + rate, 0);
        peaks.set(count, Math.max(peaks.get(count) ?? 0, total));
      }
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return peaks;
}

function rateOf(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", (rate: number) => {
      worker.off("error", reject);
      resolve(rate);
    });
    worker.postMessage("run");
  });
}

async function compile(flags: readonly string[]): Promise<Uint8Array> {
  // Loads the compiler without a word; else it reports its progress.
  await runLLVM(undefined, {}, { fetchProgress: () => {} });
  const source = readFileSync(join(packageFolder, "c", "fma-loop.c"), "utf8");
  const output = await commands.clang(
    [
      ...["--target=wasm32-wasip1", "-std=gnu11", "-O3", "-nostdlib", "-Wl,--no-entry", ...flags],
      ...["-o", "fma-loop.wasm", "fma-loop.c"],
    ],
    { "fma-loop.c": source },
  );
  return (output as Tree)["fma-loop.wasm"] as Uint8Array;
}
