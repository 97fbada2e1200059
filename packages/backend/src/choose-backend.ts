import { createKernels } from "@engram/kernels";
import { registeredBackend } from "./backend-candidate.ts";
import type { BackendChoice, ChooseBackendOptions } from "./backend-choice.ts";
import { engramCandidate } from "./engram-candidate.ts";
import { startFirst } from "./start-first.ts";

const ON_GPU = ["webgpu", "webgl"].map(registeredBackend);
const OTHERS = ["wasm", "cpu"].map(registeredBackend);

/**
 * Starts the best TensorFlow.js backend of a page: `engram` on WebAssembly, with threads where the page is
 * cross-origin isolated, else the best that the page registered by importing its package.
 *
 * Without a trial `engram` goes before the GPU, where an LSTM is a long row of small operations.
 *
 * @param options.backend `engram`, `engram:BUILD`, `webgpu`, `webgl`, `wasm` or `cpu` to take that one.
 * @param options.trial decides between a GPU, where `webgpu` or `webgl` runs, and `engram`.
 * @throws when the one asked for does not run; the message lists those that would.
 */
export async function chooseBackend(options: ChooseBackendOptions = {}): Promise<BackendChoice> {
  const engram = engramCandidate(createKernels, options);
  const { backend: wanted, trial } = options;
  const order = trial === undefined ? [engram, ...ON_GPU, ...OTHERS] : [...ON_GPU, engram, ...OTHERS];
  return startFirst(order, { wanted, trial });
}
