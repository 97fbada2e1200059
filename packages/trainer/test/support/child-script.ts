import { type ChildProcess, spawn } from "node:child_process";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles a script and all that it imports into `directory`. @returns the path of the bundle. */
export async function bundleChildScript(script: URL, directory: string): Promise<string> {
  const source = fileURLToPath(script);
  const outfile = join(directory, `${basename(source, ".ts")}.cjs`);
  await build({
    entryPoints: [source],
    bundle: true,
    minify: true,
    platform: "node",
    conditions: ["@engram/source"],
    outfile,
    logLevel: "error",
  });
  return outfile;
}

export interface Child {
  readonly process: ChildProcess;
  /** The next line of its output; `undefined` when there are no more. */
  nextLine(): Promise<string | undefined>;
  /** How it ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; errors: string }>;
}

/** Runs a command with its lines at hand. */
export function startChild(command: string, args: readonly string[]): Child {
  const process = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  process.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  return {
    process,
    nextLine: async () => (await lines.next()).value,
    ended: new Promise((resolve) => process.on("close", (code, signal) => resolve({ code, signal, errors }))),
  };
}
