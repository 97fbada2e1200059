import { dirname, sep } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import type { BackendCandidate } from "../backend-candidate.ts";
import { findPackage, loadPackage } from "./load-package.ts";

/** On one thread: in Node the package starts no others. */
export const wasm: BackendCandidate = {
  backend: "wasm",
  runs: "wasm",
  async load() {
    if (tf.findBackendFactory("wasm") != null) return;
    const entry = findPackage("@tensorflow/tfjs-backend-wasm");
    const { setWasmPaths } = loadPackage(
      entry,
      "@tensorflow/tfjs-core",
    ) as typeof import("@tensorflow/tfjs-backend-wasm");
    // The modules lie beside the entry file; the package itself would look for them at the script's path.
    setWasmPaths(dirname(entry) + sep);
  },
};
