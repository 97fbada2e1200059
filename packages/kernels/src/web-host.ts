import { type Host, hasRelaxedSimd, hasSharedMemory, hasSimd } from "./host.ts";
import { startWebWorker } from "./web-worker.ts";

/** A page or a worker of one. */
export function webHost(): Host {
  return {
    cores: typeof navigator === "object" ? (navigator.hardwareConcurrency ?? 1) : 1,
    mayBlock: typeof window === "undefined",
    sharedMemory: hasSharedMemory(),
    simd: hasSimd(),
    relaxedSimd: hasRelaxedSimd(),
    startWorker: typeof Worker === "function" ? startWebWorker : undefined,
    loadNative: undefined,
  };
}
