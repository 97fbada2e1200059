import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { createMemory, type Host, hasRelaxedSimd, hasSharedMemory, hasSimd, mayBlock } from "../host.ts";
import { coreQuota } from "./core-quota.ts";
import { loadNative } from "./load-native.ts";
import { startNodeWorker } from "./node-worker.ts";

/** This process. */
export function nodeHost(): Host {
  return {
    cores: Math.max(1, Math.min(availableParallelism(), coreQuota())),
    mayBlock: mayBlock(),
    sharedMemory: hasSharedMemory(),
    simd: hasSimd(),
    relaxedSimd: allowRelaxedSimd(),
    startWorker: startNodeWorker,
    loadNative,
    createMemory,
  };
}

/** Node 20 has it behind a flag, which may be set while it runs; later versions have it as it is. */
function allowRelaxedSimd(): boolean {
  if (hasRelaxedSimd()) return true;
  try {
    setFlagsFromString("--experimental-wasm-relaxed-simd");
  } catch {
    // Not every engine under Node's interface has flags.
  }
  return hasRelaxedSimd();
}
