import { chooseBackend } from "@engram/backend/node";
import "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";

/** The backends that run here; why another does not is said once, on stderr. */
export const BACKENDS = await available([
  "cpu",
  "engram",
  "engram:wasm-relaxed",
  "engram:wasm-single",
  "wasm",
  "tensorflow",
]);

/** Runs `body` on a backend, then goes back to `cpu`. */
export async function onBackend<Result>(name: string, body: () => Result | Promise<Result>): Promise<Result> {
  await tf.setBackend(name);
  try {
    return await body();
  } finally {
    await tf.setBackend("cpu");
  }
}

async function available(names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const backend of names) {
    try {
      await chooseBackend({ backend });
      found.push(backend);
    } catch (error) {
      console.warn(`not checked on ${backend}: ${error instanceof Error ? error.message : error}`);
    }
  }
  await tf.setBackend("cpu");
  return found;
}
