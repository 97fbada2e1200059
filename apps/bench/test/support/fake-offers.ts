import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import type { Family, Implementation } from "../../src/implementations/implementation.ts";

const script = fileURLToPath(new URL("./fake-peer.mjs", import.meta.url));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Peers of fake-peer.mjs that note their rounds in one log. */
export function fakePeers() {
  const folder = mkdtempSync(join(tmpdir(), "engram-bench-test-"));
  folders.push(folder);
  const log = join(folder, "rounds.txt");
  writeFileSync(log, "");
  return {
    folder,
    /** The names of those that ran, in order. */
    rounds: () => readFileSync(log, "utf8").split("\n").slice(0, -1),
    peer: (name: string, behaviour = "works", family: Family = "engram"): Implementation => ({
      name,
      family,
      threads: 1,
      command: [process.execPath, script, name, log, behaviour],
      settings: { engine: "fake" },
    }),
  };
}
