// Kernels inside worker threads, several at once and more threads than cores; prints the results as JSON.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { createKernels } from "../../src/node/index.ts";
import { FEW, MANY, squares } from "./small-command.ts";

const COMMANDS = 300;

async function work(build: "wasm-simd" | undefined) {
  const kernels = await createKernels({ build, threads: 4 });
  const sums = new Set<number>();
  for (let command = 0; command < COMMANDS; command++) {
    sums.add(squares(kernels, MANY) / MANY);
    sums.add(squares(kernels, FEW) / FEW);
  }
  const { threads, skipped } = kernels;
  kernels.dispose();
  return { threads, sums: [...sums], skipped };
}

if (isMainThread) {
  const builds = ["wasm-simd", undefined, "wasm-simd"];
  const workers = builds.map((build) => new Worker(new URL(import.meta.url), { workerData: { build } }));
  const others = workers.map((worker) => new Promise((resolve) => worker.once("message", resolve)));
  console.log(JSON.stringify(await Promise.all([work("wasm-simd"), ...others])));
} else {
  parentPort?.postMessage(await work(workerData.build));
}
