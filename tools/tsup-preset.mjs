import { copyFileSync, existsSync, readdirSync } from "node:fs";
import { defineConfig } from "tsup";

/**
 * The build of every package: ESM + CommonJS + types of `src/index.ts`, and of `src/node/index.ts`
 * (what needs files) as the `./node` entry where it exists; `src/inference/index.ts` (what only predicts, without
 * TensorFlow.js) as `./inference`. A worker, `src/node/*-worker.js`, is copied as it is.
 *
 * @param {import("tsup").Options} [overrides]
 */
export function library(overrides = {}) {
  /** @type {Record<string, string>} */
  const entry = { index: "src/index.ts" };
  for (const name of ["node", "inference"]) {
    if (existsSync(`src/${name}/index.ts`)) entry[name] = `src/${name}/index.ts`;
  }
  return defineConfig({
    entry,
    format: ["esm", "cjs"],
    platform: "neutral",
    external: [/^node:/, /^#/],
    target: "es2022",
    // Shared chunks, so that a class of `.` and of `./node` is one class.
    splitting: true,
    // import.meta.url in CommonJS too: from there optional packages and workers are found.
    shims: true,
    onSuccess: copyWorkers,
    sourcemap: true,
    clean: true,
    dts: true,
    silent: true,
    ...overrides,
  });
}

async function copyWorkers() {
  if (!existsSync("src/node")) return;
  for (const name of readdirSync("src/node").filter((file) => file.endsWith("-worker.js"))) {
    copyFileSync(`src/node/${name}`, `dist/${name}`);
  }
}
