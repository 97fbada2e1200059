import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The root folder of the repository. */
export const repository = fileURLToPath(new URL("..", import.meta.url));

/** `pnpm@VERSION` as the root package.json pins it. */
export const pinnedPnpm = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
).packageManager;

/**
 * Runs the pinned pnpm through npm, so that nothing but Node and npm need be installed; children find `pnpm` on the PATH.
 *
 * @param {string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 */
export function runPnpm(args, options = {}) {
  const result = spawnSync("npm", ["exec", "--yes", `--package=${pinnedPnpm}`, "--", "pnpm", ...args], {
    cwd: repository,
    stdio: "inherit",
    shell: process.platform === "win32",
    ...options,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", ...options.env },
  });
  if (result.error) throw result.error;
  return result;
}
