import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SIMD = ["-msimd128", "-mbulk-memory"];
const RELAXED = [...SIMD, "-mrelaxed-simd"];
const SHARED = ["-matomics"];

/** Each build's compiler flags and whether its memory is shared among threads. */
export const WASM_BUILDS = {
  "wasm-relaxed": { flags: [...RELAXED, ...SHARED], shared: true },
  "wasm-simd": { flags: [...SIMD, ...SHARED], shared: true },
  "wasm-single-relaxed": { flags: RELAXED, shared: false },
  "wasm-single": { flags: SIMD, shared: false },
};

/** What was made by another version of the compiler is made anew. */
export const wasmCompiler = JSON.parse(
  readFileSync(fileURLToPath(new URL("../package.json", import.meta.resolve("@yowasp/clang"))), "utf8"),
).version;

/** The largest memory of a 32-bit WebAssembly module, as its declaration must say. */
const MOST_BYTES = 2 ** 32;
const STACK_BYTES = 2 ** 17;

/**
 * @param {keyof typeof WASM_BUILDS} name
 * @param {Record<string, string>} sources of c/, by path.
 * @returns {Promise<Uint8Array>}
 */
export async function buildWasm(name, sources) {
  const { runClang } = await import("@yowasp/clang");
  const { flags, shared } = WASM_BUILDS[name];
  const link = [
    "--no-entry",
    "--import-memory",
    ...(shared ? ["--shared-memory"] : []),
    `--max-memory=${MOST_BYTES}`,
    "--export=__stack_pointer",
    "--export=__heap_base",
    "-z",
    `stack-size=${STACK_BYTES}`,
    "--strip-all",
  ];
  const files = Object.fromEntries(Object.entries(sources).map(([path, text]) => [`c/${path}`, text]));
  const messages = [];
  // Fetched before it runs, since running it prints each tenth of what it fetches from its own package.
  await runClang(null, {}, { fetchProgress() {} });
  const output = await runClang(
    [
      "clang",
      "--target=wasm32-wasip1",
      "-std=gnu11",
      "-O3",
      "-nostdlib",
      "-Wall",
      "-Wextra",
      "-Werror",
      `-Wframe-larger-than=${STACK_BYTES / 4}`,
      ...flags,
      ...link.map((argument) => `-Wl,${argument}`),
      "-o",
      "kernels.wasm",
      "c/kernels.c",
    ],
    { c: nested(files) },
    { stderr: (bytes) => bytes && messages.push(Buffer.from(bytes).toString()) },
  ).catch((error) => {
    throw new Error(`${name}: ${error.message}\n${messages.join("")}`);
  });
  return output["kernels.wasm"];
}

/** @param {Record<string, string>} files "c/x.h" and "c/generated/y.h", as a tree below c. */
function nested(files) {
  const tree = {};
  for (const [path, text] of Object.entries(files)) {
    const [, ...parts] = path.split("/");
    const name = parts.pop();
    let folder = tree;
    for (const part of parts) folder = folder[part] ??= {};
    folder[name] = text;
  }
  return tree;
}
