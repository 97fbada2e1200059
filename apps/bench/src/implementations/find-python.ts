import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { repositoryFolder } from "../package-folder.ts";
import { PYTHON_PEERS, type PythonPeer } from "./python-provider.ts";

const run = promisify(execFile);
const LOOK_MILLISECONDS = 60_000;

/** Prints which modules are there, without loading them, which takes seconds. */
const LOOK = "import importlib.util as u, sys; print(*[m for m in sys.argv[1:] if u.find_spec(m)])";

/** The interpreters to look into: those of a list like PATH's, else the one of `pnpm bench:peers`. */
export function pythonInterpreters(list: string | undefined): string[] {
  if (list) return list.split(delimiter).filter((path) => path !== "");
  const own = ["bin/python", "Scripts/python.exe"].map((path) => join(repositoryFolder, ".venv", path));
  return own.filter((path) => existsSync(path));
}

/**
 * The first interpreter that has each Python peer.
 *
 * @param report is told of an interpreter that does not run.
 */
export async function findPythonPeers(
  interpreters: readonly string[],
  report: (line: string) => void,
): Promise<Map<PythonPeer, string>> {
  const found = new Map<PythonPeer, string>();
  const peers = Object.entries(PYTHON_PEERS) as [PythonPeer, (typeof PYTHON_PEERS)[PythonPeer]][];
  for (const python of interpreters) {
    try {
      const modules = peers.map(([, { module }]) => module);
      const { stdout } = await run(python, ["-c", LOOK, ...modules], { timeout: LOOK_MILLISECONDS });
      const there = stdout.trim().split(" ");
      for (const [peer, { module }] of peers) {
        if (there.includes(module) && !found.has(peer)) found.set(peer, python);
      }
    } catch (error) {
      report(`${python} does not run: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
    }
  }
  return found;
}
