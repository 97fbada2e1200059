import { existsSync } from "node:fs";
import { defineConfig } from "tsup";

/**
 * The build of every package: ESM + CommonJS + types of `src/index.ts`, and of `src/node/index.ts`
 * (what needs files) as the `./node` entry where it exists.
 *
 * @param {import("tsup").Options} [overrides]
 */
export function library(overrides = {}) {
  /** @type {Record<string, string>} */
  const entry = { index: "src/index.ts" };
  if (existsSync("src/node/index.ts")) entry.node = "src/node/index.ts";
  return defineConfig({
    entry,
    format: ["esm", "cjs"],
    platform: "neutral",
    external: [/^node:/],
    target: "es2022",
    // Shared chunks, so that a class of `.` and of `./node` is one class.
    splitting: true,
    sourcemap: true,
    clean: true,
    dts: true,
    silent: true,
    ...overrides,
  });
}
