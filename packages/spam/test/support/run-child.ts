import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll } from "vitest";

/** Bundles a script of this folder. @returns how to start it as a process of its own. */
export async function childOf(script: string): Promise<(...args: readonly string[]) => ChildProcess> {
  const folder = mkdtempSync(join(tmpdir(), "engram-spam-child-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, "child.cjs");
  await build({
    entryPoints: [join(import.meta.dirname, script)],
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
    outfile,
  });
  return (...args) => spawn(process.execPath, [outfile, ...args], { stdio: ["ignore", "pipe", "inherit"] });
}
