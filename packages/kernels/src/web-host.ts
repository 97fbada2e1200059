import { createMemory, type Host, hasRelaxedSimd, hasSharedMemory, hasSimd, mayBlock } from "./host.ts";
import { startWebWorker } from "./web-worker.ts";

/** A page or a worker of one. */
export function webHost(): Host {
  return {
    cores: typeof navigator === "object" ? (navigator.hardwareConcurrency ?? 1) : 1,
    mayBlock: mayBlock(),
    sharedMemory: hasSharedMemory(),
    simd: hasSimd(),
    relaxedSimd: hasRelaxedSimd(),
    startWorker: typeof Worker === "function" ? startWebWorker : undefined,
    loadNative: undefined,
    createMemory,
  };
}
