import "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

/** Runs `body` on a backend, then goes back to `cpu`. */
export async function onBackend<Result>(name: string, body: () => Result | Promise<Result>): Promise<Result> {
  await tf.setBackend(name);
  try {
    return await body();
  } finally {
    await tf.setBackend("cpu");
  }
}

export const BACKENDS = ["cpu", "wasm"] as const;
