/** The builds of the kernels, fastest first; the `wasm-single` ones need no shared memory and have one thread. */
export const BUILD_NAMES = [
  "native-amx",
  "native-avx512",
  "native-avx2",
  "native-baseline",
  "wasm-relaxed",
  "wasm-simd",
  "wasm-single-relaxed",
  "wasm-single",
  "reference",
] as const;

export type BuildName = (typeof BUILD_NAMES)[number];
