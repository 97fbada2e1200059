import { createKernels } from "@engram/kernels/node";
import { registeredBackend } from "../backend-candidate.ts";
import type { BackendChoice, ChooseBackendOptions } from "../backend-choice.ts";
import { engramCandidate } from "../engram-candidate.ts";
import { startFirst } from "../start-first.ts";
import { tensorflowCpu, tensorflowGpu } from "./tensorflow-backend.ts";
import { wasm } from "./wasm-backend.ts";

/**
 * Loads and starts the best TensorFlow.js backend of this machine (docs/decisions/0002-order-of-backends.md):
 * `tensorflow` on a GPU (@tensorflow/tfjs-node-gpu), `engram` (native, else WebAssembly), `tensorflow` on the CPU
 * (@tensorflow/tfjs-node, or the package in the folder that the environment variable ENGRAM_TFJS_NODE names),
 * `wasm` (@tensorflow/tfjs-backend-wasm), `cpu`. What is not installed or does not load is skipped, and the choice
 * says why.
 *
 * @param options.backend `engram`, `engram:BUILD`, `tensorflow`, `wasm` or `cpu` to take that one; else the
 *   environment variable ENGRAM_BACKEND, where it is set and not empty.
 * @param options.threads of `engram`; else ENGRAM_THREADS.
 * @param options.trial decides between a GPU, where there is one, and what would run without it.
 * @throws when the one asked for does not run; the message lists those that would, and why the others not.
 */
export async function chooseBackend({
  backend = process.env.ENGRAM_BACKEND || undefined,
  threads = threadsOf(process.env.ENGRAM_THREADS),
  trial,
}: ChooseBackendOptions = {}): Promise<BackendChoice> {
  const engram = engramCandidate(createKernels, { backend, threads });
  const order = [tensorflowGpu, engram, tensorflowCpu, wasm, registeredBackend("cpu")];
  return startFirst(order, { wanted: backend, trial });
}

function threadsOf(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`chooseBackend: expected a number of threads in ENGRAM_THREADS, got ${text}`);
  }
  return threads;
}
