import * as tf from "@tensorflow/tfjs-core";
import { chooseBackend } from "../../src/node/index.ts";

/** `engram` on the best build, on WebAssembly with threads, and on one thread; those that run here. */
export const ENGRAMS = await started(["engram", "engram:wasm-simd", "engram:wasm-single"]);

/** Runs `body` on a backend, with its tensors disposed of, then goes back to `cpu`. */
export async function on<Result>(backend: string, body: () => Result | Promise<Result>): Promise<Result> {
  await tf.setBackend(backend);
  tf.engine().startScope();
  try {
    return await body();
  } finally {
    tf.engine().endScope();
    await tf.setBackend("cpu");
  }
}

async function started(names: readonly string[]): Promise<string[]> {
  const running: string[] = [];
  for (const backend of names) {
    try {
      await chooseBackend({ backend });
      running.push(backend);
    } catch (error) {
      console.warn(`not checked on ${backend}: ${(error as Error).message}`);
    }
  }
  await chooseBackend({ backend: "cpu" });
  return running;
}
