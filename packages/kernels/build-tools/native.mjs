import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Instruction sets beyond the compiler's default, by processor. */
const INSTRUCTION_SETS = {
  x64: {
    avx512: ["-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mfma", "-mprefer-vector-width=512"],
    avx2: ["-mavx2", "-mfma", "-mf16c"],
  },
};

const FLAGS = ["-std=gnu11", "-O3", "-fPIC", "-fvisibility=hidden", "-ffp-contract=fast", "-fno-math-errno"];

/**
 * Builds build/kernels.node with the system's C compiler (`CC`, else cc; ENGRAM_CC=none builds nothing).
 * Never throws: without a compiler there is no addon, and WebAssembly runs instead.
 *
 * @param {string} root the package's folder.
 * @param {Record<string, string>} sources of c/, by path.
 * @returns {string} what came of it, in one line.
 */
export function buildNative(root, sources) {
  const compiler = process.env.ENGRAM_CC || process.env.CC || "cc";
  const folder = join(root, "build");
  const target = join(folder, "kernels.node");
  const skipped = (reason) => {
    rmSync(target, { force: true });
    return `no native build (${reason}): WebAssembly runs instead`;
  };
  if (compiler === "none") return skipped("ENGRAM_CC=none");
  if (process.platform === "win32") return skipped("not on Windows yet");
  const version = spawnSync(compiler, ["--version"], { encoding: "utf8" });
  if (version.status !== 0) return skipped(`${compiler} does not run`);
  const sets = { ...INSTRUCTION_SETS[process.arch], baseline: [] };
  const stamp = createHash("sha256")
    .update(JSON.stringify([sources, FLAGS, sets, version.stdout, process.arch]))
    .digest("hex");
  const stampFile = join(folder, "stamp.txt");
  if (existsSync(target) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) {
    return "native build is up to date";
  }
  mkdirSync(folder, { recursive: true });
  const { include_dir: headers } = createRequire(join(root, "package.json"))("node-api-headers");
  const run = (args) => spawnSync(compiler, args, { encoding: "utf8", cwd: join(root, "c") });
  const built = [];
  for (const [name, flags] of Object.entries(sets)) {
    const object = join(folder, `${name}.o`);
    const { status, stderr } = run([
      ...FLAGS,
      ...flags,
      `-DENGRAM_ISA=${name}`,
      "-c",
      "kernels.c",
      "-o",
      object,
    ]);
    if (status === 0) built.push({ name, object });
    else if (name === "baseline") return skipped(`the compiler failed: ${stderr.split("\n")[0]}`);
  }
  const temporary = `${target}.${process.pid}`;
  const { status, stderr } = run([
    ...FLAGS,
    `-I${headers}`,
    ...built.map(({ name }) => `-DWITH_${name.toUpperCase()}`),
    "-shared",
    ...(process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : []),
    "addon.c",
    ...built.map(({ object }) => object),
    "-lm",
    "-o",
    temporary,
  ]);
  for (const { object } of built) rmSync(object, { force: true });
  if (status !== 0) return skipped(`the linker failed: ${stderr.split("\n")[0]}`);
  // Renamed, so that a process that has the old one loaded keeps it.
  renameSync(temporary, target);
  writeFileSync(stampFile, stamp);
  return `native build for ${built.map(({ name }) => name).join(", ")}`;
}
