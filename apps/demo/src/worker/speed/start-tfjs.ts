import * as tf from "@tensorflow/tfjs";
import type { TfjsImplementation } from "./implementation.ts";

/**
 * Starts a backend of TensorFlow.js.
 *
 * @returns what runs, in words.
 * @throws Error with the reason when it does not start here.
 */
export async function startTfjs(implementation: TfjsImplementation): Promise<string> {
  const name = implementation === "wasm-single" ? "wasm" : implementation;
  const detail = await loadBackend(implementation);
  await start(name);
  return `TensorFlow.js ${tf.version.tfjs} (${[name, ...(await detail())].join(", ")})`;
}

/** Registers the backend where tfjs has it not of itself. @returns what is known of it once it runs. */
async function loadBackend(implementation: TfjsImplementation): Promise<() => Promise<string[]>> {
  switch (implementation) {
    case "webgpu": {
      const { loadWebgpu } = await import("./load-webgpu.ts");
      return loadWebgpu();
    }
    case "wasm":
    case "wasm-single": {
      const { loadWasm } = await import("./load-wasm.ts");
      return loadWasm({ mayUseThreads: implementation === "wasm" });
    }
    case "webgl":
    case "cpu":
      return async () => [];
  }
}

/** `tf.setBackend` alone would say only that it failed, not why. */
async function start(name: string): Promise<void> {
  const create = tf.findBackendFactory(name);
  if (create == null) throw new Error(`${name}: this browser does not have it`);
  const backend = await create();
  tf.removeBackend(name);
  tf.registerBackend(name, () => backend);
  if (!(await tf.setBackend(name))) throw new Error(`${name}: it did not start`);
}
