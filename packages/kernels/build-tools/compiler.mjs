import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * The system's C compiler: `ENGRAM_CC`, `CC`, or the first of cc, gcc and clang that runs. Words behind the
 * first are arguments for it, as in "zig cc" or "gcc -m64".
 *
 * @param {Record<string, string | undefined>} environment
 * @returns {{ command: string[], version: string } | { missing: string }}
 */
export function findCompiler(environment) {
  const asked = environment.ENGRAM_CC || environment.CC;
  if (asked === "none") return { missing: "ENGRAM_CC=none" };
  const candidates = asked
    ? [existsSync(asked) ? [asked] : asked.trim().split(/\s+/)]
    : [["cc"], ["gcc"], ["clang"]];
  for (const command of candidates) {
    const { status, stdout } = run(command, ["--version"]);
    if (status === 0) return { command, version: stdout };
  }
  return { missing: `${candidates.map((command) => command.join(" ")).join(", ")}: does not run` };
}

/** @param {string[]} command @param {string[]} given @param {import("node:child_process").SpawnSyncOptions} [options] */
export function run([program, ...first], given, options = {}) {
  return spawnSync(program, [...first, ...given], { ...options, encoding: "utf8", windowsHide: true });
}

/**
 * Runs a compiler while others run.
 *
 * @param {string[]} command @param {string[]} given @param {string} folder
 * @returns {Promise<string | undefined>} its first error, where it failed.
 */
export function compile([program, ...first], given, folder) {
  return new Promise((resolve) => {
    execFile(program, [...first, ...given], { cwd: folder, windowsHide: true }, (error, _, messages) =>
      resolve(error === null ? undefined : firstError(messages || error.message)),
    );
  });
}

/** The first line of a compiler's messages that says what is wrong. @param {string} messages */
function firstError(messages) {
  const lines = messages.split("\n").filter((line) => line.trim() !== "");
  return (
    lines.find((line) => /error|undefined|cannot|not found/i.test(line)) ?? lines[0] ?? "without a message"
  );
}
