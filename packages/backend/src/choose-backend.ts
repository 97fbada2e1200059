import { registeredBackend } from "./backend-candidate.ts";
import type { BackendChoice, ChooseBackendOptions } from "./backend-choice.ts";
import { startFirst } from "./start-first.ts";

/** Best first. */
const ORDER = ["webgpu", "webgl", "wasm", "cpu"];

/**
 * Starts the best TensorFlow.js backend among those that the page registered, by importing their packages.
 *
 * @param options.backend the one to take instead.
 * @throws when that one does not run; the message lists those that would.
 */
export async function chooseBackend({ backend }: ChooseBackendOptions = {}): Promise<BackendChoice> {
  return startFirst(ORDER.map(registeredBackend), backend);
}
