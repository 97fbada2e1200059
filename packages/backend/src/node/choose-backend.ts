import { registeredBackend } from "../backend-candidate.ts";
import type { BackendChoice, ChooseBackendOptions } from "../backend-choice.ts";
import { startFirst } from "../start-first.ts";
import { tensorflowCpu, tensorflowGpu } from "./tensorflow-backend.ts";
import { wasm } from "./wasm-backend.ts";

/** Best first; measured in docs/decisions/backend-order.md. */
const ORDER = [tensorflowGpu, tensorflowCpu, wasm, registeredBackend("cpu")];

/**
 * Loads and starts the best TensorFlow.js backend of this machine: `tensorflow` on a GPU
 * (@tensorflow/tfjs-node-gpu), `tensorflow` on the CPU (@tensorflow/tfjs-node, or the package in the folder that
 * the environment variable ENGRAM_TFJS_NODE names), `wasm` (@tensorflow/tfjs-backend-wasm), `cpu`. A package that
 * is not installed or does not load is skipped, and the choice says why.
 *
 * @param options.backend `tensorflow`, `wasm` or `cpu` to take that one; else the environment variable
 * ENGRAM_BACKEND, where it is set and not empty.
 * @throws when the one asked for does not run; the message lists those that would, and why the others not.
 */
export async function chooseBackend({
  backend = process.env.ENGRAM_BACKEND || undefined,
}: ChooseBackendOptions = {}): Promise<BackendChoice> {
  return startFirst(ORDER, backend);
}
