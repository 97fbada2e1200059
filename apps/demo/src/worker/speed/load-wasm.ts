import * as tf from "@tensorflow/tfjs";
import { getThreadsCount, setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import simdUrl from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url";
import threadedUrl from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url";

/**
 * Points the backend `wasm` of TensorFlow.js to its files, which are a part of the page.
 *
 * @returns how many threads it uses, once it runs.
 * @throws Error when the browser lacks SIMD, for which the page has no file; with `mayUseThreads` also when there
 *   are none: `loadWasm` throws where the page may start none, the function it returns where tfjs took only one.
 */
export async function loadWasm({
  mayUseThreads,
}: {
  readonly mayUseThreads: boolean;
}): Promise<() => Promise<string[]>> {
  if (!(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) {
    throw new Error("this browser has no WebAssembly SIMD");
  }
  if (mayUseThreads && globalThis.crossOriginIsolated !== true) {
    throw new Error("threads need a page that is cross-origin isolated");
  }
  const { hardwareConcurrency: cores } = navigator;
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", mayUseThreads);
  if (mayUseThreads) setThreadsCount(cores);
  setWasmPaths({
    // Never asked for where there is SIMD.
    "tfjs-backend-wasm.wasm": simdUrl,
    "tfjs-backend-wasm-simd.wasm": simdUrl,
    "tfjs-backend-wasm-threaded-simd.wasm": threadedUrl,
  });
  return async () => {
    if (!mayUseThreads) return ["1 thread"];
    const threads = getThreadsCount();
    if (threads === 1) throw new Error(`TensorFlow.js takes only one thread on ${cores} cores`);
    return [`${threads} threads`];
  };
}
