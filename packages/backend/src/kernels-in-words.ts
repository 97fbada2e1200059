import type { BuildName, Kernels } from "@engram/kernels";
import type { SkippedBackend } from "./backend-choice.ts";

const IN_WORDS: Readonly<Record<BuildName, string>> = {
  "native-amx": "native AMX",
  "native-avx512": "native AVX-512",
  "native-avx2": "native AVX2",
  "native-baseline": "native",
  "wasm-relaxed": "WebAssembly with relaxed SIMD",
  "wasm-simd": "WebAssembly with SIMD",
  "wasm-single-relaxed": "WebAssembly with relaxed SIMD",
  "wasm-single": "WebAssembly with SIMD",
  reference: "plain TypeScript",
};

/** "native AVX-512, 2 threads". */
export function kernelsInWords({ build, threads }: Kernels): string {
  return `${IN_WORDS[build]}, ${threads === 1 ? "1 thread" : `${threads} threads`}`;
}

/** Why no native code runs, and why not on as many threads as were wanted; a lesser processor is no news. */
export function skippedInWords({ build, skipped }: Kernels): SkippedBackend[] {
  const reasons = [
    { runs: "engram native", reason: build.startsWith("native") ? undefined : lastOf(skipped, "native-") },
    { runs: "more threads", reason: lastOf(skipped, `${build} on `) },
  ];
  return reasons.flatMap(({ runs, reason }) => (reason === undefined ? [] : [{ runs, reason }]));
}

function lastOf(skipped: Kernels["skipped"], prefix: string): string | undefined {
  return skipped.findLast(({ build }) => build.startsWith(prefix))?.reason;
}
