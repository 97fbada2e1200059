import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile, findCompiler } from "./compiler.mjs";

const AVX512 = ["-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mfma", "-mprefer-vector-width=512"];

/** Instruction sets beyond the compiler's default, by processor. */
const INSTRUCTION_SETS = {
  x64: {
    amx: [...AVX512, "-mavx512bf16", "-mamx-tile", "-mamx-bf16"],
    avx512: AVX512,
    avx2: ["-mavx2", "-mfma", "-mf16c"],
  },
};

const FLAGS = ["-std=gnu11", "-O3", "-fPIC", "-fvisibility=hidden", "-ffp-contract=fast", "-fno-math-errno"];

/**
 * Builds an addon with the system's C compiler: see `findCompiler`. An instruction set that the compiler does
 * not know is left out. Never throws: without an addon WebAssembly runs instead.
 *
 * @param {string} root the package's folder.
 * @param {Record<string, string>} sources of c/, by path.
 * @param {{ target?: string, flags?: string[] }} [options] where to, and flags beyond the usual.
 * @returns {Promise<{ built: boolean, line: string }>} what came of it, in one line.
 */
export async function buildNative(
  root,
  sources,
  { target = join(root, "build", "kernels.node"), flags = [] } = {},
) {
  const stampFile = `${target}.stamp`;
  const skipped = (reason) => {
    try {
      for (const file of [target, stampFile]) rmSync(file, { force: true });
    } catch {
      // What cannot be removed is known by its stamp to be of other sources, or was never there.
    }
    return { built: false, line: `no native build (${reason}): WebAssembly runs instead` };
  };
  try {
    if (process.platform === "win32") return skipped("not on Windows yet");
    const compiler = findCompiler(process.env);
    if ("missing" in compiler) return skipped(compiler.missing);
    const sets = { ...INSTRUCTION_SETS[process.arch], baseline: [] };
    const madeOf = hashOf(
      JSON.stringify([sources, FLAGS, flags, sets, compiler, process.platform, process.arch]),
    );
    const stamp = () => `${hashOf(readFileSync(target))} ${madeOf}`;
    if (existsSync(target) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp()) {
      return { built: true, line: "native build is up to date" };
    }
    mkdirSync(join(target, ".."), { recursive: true });
    const { names, left } = await compileAndLink(compiler.command, join(root, "c"), target, { sets, flags });
    // Read before the addon is loaded: to load one that was cut ends the process.
    writeFileSync(stampFile, stamp());
    return { built: true, line: `native build for ${[...names, ...left].join(", ")}` };
  } catch (error) {
    return skipped(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string | Uint8Array} content */
function hashOf(content) {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * @param {string[]} compiler @param {string} folder of the sources @param {string} target
 * @param {{ sets: Record<string, string[]>, flags: string[] }} options
 * @returns {Promise<{ names: string[], left: string[] }>} the instruction sets that were built, and why others were not.
 */
async function compileAndLink(compiler, folder, target, { sets, flags }) {
  // Of this process alone: somebody else may be building too.
  const temporary = `${target}.${process.pid}`;
  const objects = Object.fromEntries(Object.keys(sets).map((name) => [name, `${temporary}.${name}.o`]));
  try {
    const errors = await Promise.all(
      Object.entries(sets).map(([name, instructions]) => {
        const output = ["-c", "kernels.c", "-o", objects[name]];
        const given = [...FLAGS, ...flags, ...instructions, `-DENGRAM_ISA=${name}`, ...output];
        return compile(compiler, given, folder);
      }),
    );
    const results = Object.keys(sets).map((name, index) => ({ name, error: errors[index] }));
    const names = results.filter(({ error }) => error === undefined).map(({ name }) => name);
    const failed = results.filter(({ error }) => error !== undefined);
    const baseline = failed.find(({ name }) => name === "baseline");
    if (baseline !== undefined) throw new Error(`the compiler failed: ${baseline.error}`);
    const given = [
      ...FLAGS,
      ...flags,
      ...names.map((name) => `-DWITH_${name.toUpperCase()}`),
      "-shared",
      ...(process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : []),
      "addon.c",
      ...names.map((name) => objects[name]),
      "-o",
      temporary,
    ];
    const error = await compile(compiler, given, folder);
    if (error !== undefined) throw new Error(`the linker failed: ${error}`);
    // Renamed, so that a process that has the old one loaded keeps it.
    renameSync(temporary, target);
    return { names, left: failed.map(({ name, error: why }) => `not ${name} (${why})`) };
  } finally {
    for (const file of [temporary, ...Object.values(objects)]) rmSync(file, { force: true });
  }
}
