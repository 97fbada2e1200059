import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { main } from "../../src/main.ts";

const CLI = fileURLToPath(new URL("../../bin/engram-classify.mjs", import.meta.url));
if (!existsSync(join(CLI, "..", "..", "dist", "cli.js"))) {
  throw new Error("expected apps/classify to be built (pnpm build)");
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command as a process of its own. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], { env: { ...process.env, ...env } });
}

export function finish(child: ChildProcess, input = ""): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => (stdout += chunk));
  child.stderr?.on("data", (chunk) => (stderr += chunk));
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

export function engramClassify(args: readonly string[], input?: string): Promise<Finished> {
  return finish(start(args), input);
}

/** The command in this process: quicker, for what neither computes nor reads its input. */
export async function engramClassifyHere(args: readonly string[]): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  const toStdout = (text: unknown) => {
    stdout += text;
    return true;
  };
  const toStderr = (text: unknown) => {
    stderr += text;
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(toStdout),
    vi.spyOn(process.stderr, "write").mockImplementation(toStderr),
    vi.spyOn(console, "error").mockImplementation((line) => void toStderr(`${line}\n`)),
  ];
  try {
    const code = await main(args);
    return { code, stdout, stderr };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
