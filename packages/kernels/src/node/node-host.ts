import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { type Host, hasRelaxedSimd, hasSharedMemory, hasSimd } from "../host.ts";
import { loadNative } from "./load-native.ts";
import { startNodeWorker } from "./node-worker.ts";

/** This process. */
export function nodeHost(): Host {
  return {
    cores: availableParallelism(),
    mayBlock: true,
    sharedMemory: hasSharedMemory(),
    simd: hasSimd(),
    relaxedSimd: allowRelaxedSimd(),
    startWorker: startNodeWorker,
    loadNative,
  };
}

/** Node 20 has it behind a flag, which may be set while it runs; later versions have it as it is. */
function allowRelaxedSimd(): boolean {
  if (hasRelaxedSimd()) return true;
  setFlagsFromString("--experimental-wasm-relaxed-simd");
  return hasRelaxedSimd();
}
