import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import type { BackendCandidate } from "../backend-candidate.ts";
import { findPackage, loadPackage } from "./load-package.ts";
import { registerTensorflowLstm } from "./tensorflow-lstm.ts";

const BACKEND = "tensorflow";

export const tensorflowGpu: BackendCandidate = {
  backend: BACKEND,
  runs: "tensorflow on a GPU",
  onGpu: true,
  load: async () => load("@tensorflow/tfjs-node-gpu"),
  inspect() {
    // The package runs on the CPU where it finds no GPU.
    if (!isOnGpu()) throw new Error("it found no GPU");
    return { runs: tensorflowGpu.runs };
  },
};

export const tensorflowCpu: BackendCandidate = {
  backend: BACKEND,
  runs: "tensorflow on the CPU",
  load: async () => load(process.env.ENGRAM_TFJS_NODE || "@tensorflow/tfjs-node"),
  // The program may have loaded either package.
  inspect: () => ({ runs: isOnGpu() ? tensorflowGpu.runs : tensorflowCpu.runs }),
};

function load(name: string): void {
  registerTensorflowLstm();
  if (tf.findBackendFactory(BACKEND) != null) return;
  const entry = findPackage(name);
  // TensorFlow greets with several lines on stderr unless told before it is loaded.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "1";
  loadBinding(entry);
  loadPackage(entry, "@tensorflow/tfjs");
}

/**
 * Loads the native part alone. The package registers all its kernels before it finds out that this part is missing
 * or does not load, and the next package to do so would then print a line for each.
 */
function loadBinding(entry: string): void {
  const require = createRequire(entry);
  const { find } = require("@mapbox/node-pre-gyp") as { find(packageJson: string): string };
  const binding = find(join(dirname(entry), "..", "package.json"));
  if (!existsSync(binding)) throw new Error("its native part is missing: it was not downloaded or built");
  require(binding);
}

function isOnGpu(): boolean {
  const backend: object = tf.backend();
  return "isUsingGpuDevice" in backend && backend.isUsingGpuDevice === true;
}
