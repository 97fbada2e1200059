import { defineConfig } from "vite";

/** Threads share a memory, which browsers allow to pages that are cross-origin isolated. */
const headers = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** tfjs-wasm hands its threads the text of a function, which must name nothing outside of it once it is minified. */
const selfContainedThreads = {
  name: "self-contained-threads",
  transform(code: string, id: string) {
    if (!id.endsWith("tfjs-backend-wasm-threaded-simd.js")) return undefined;
    return { code: code.replace('typeof _scriptDir !== "undefined" && _scriptDir', "false"), map: null };
  },
};

export default defineConfig(({ command, isPreview }) => ({
  // The page may lie in any folder of a host.
  base: "./",
  publicDir: "generated",
  server: { headers },
  preview: { headers },
  // While it is being worked on the page is made of the packages' sources, otherwise of what they publish.
  ...(command === "serve" &&
    !isPreview && { resolve: { conditions: ["@engram/source", "module", "browser", "development"] } }),
  worker: { format: "es" as const, plugins: () => [selfContainedThreads] },
  build: { target: "es2022", chunkSizeWarningLimit: 2000 },
}));
