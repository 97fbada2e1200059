// Compiles c/ to WebAssembly (with Clang from npm) and, where the system has a C compiler, to a native addon.
//   node build.mjs [--wasm] [--native]     both without a choice
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { abiHeader } from "./build-tools/abi-header.mjs";
import { buildNative } from "./build-tools/native.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const options = new Set(process.argv.slice(2));
const all = !options.has("--wasm") && !options.has("--native");

// Alone it is the install script of the package: whatever happens, an install must not fail for want of speed.
if (options.has("--native") && !options.has("--wasm")) {
  process.on("uncaughtException", ({ message }) => {
    console.log(`kernels: no native build (${message}): WebAssembly runs instead`);
    process.exit(0);
  });
}

mkdirSync(join(root, "c", "generated"), { recursive: true });
writeIfChanged(
  join(root, "c", "generated", "abi.h"),
  abiHeader(readFileSync(join(root, "abi.json"), "utf8")),
);

const sources = Object.fromEntries(
  readdirSync(join(root, "c"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[ch]$/.test(name))
    .map((name) => [name.replaceAll("\\", "/"), readFileSync(join(root, "c", name), "utf8")])
    .sort(),
);

if (all || options.has("--wasm")) {
  await wasm().catch(({ message }) => {
    console.error(`kernels: ${message}`);
    process.exit(1);
  });
}
if (all || options.has("--native")) console.log(`kernels: ${(await buildNative(root, sources)).line}`);

/** Writes src/generated/wasm-*.ts, unless they were made from the same sources by the same compiler. */
async function wasm() {
  const { buildWasm, WASM_BUILDS, wasmCompiler } = await import("./build-tools/wasm.mjs");
  const stamp = createHash("sha256")
    .update(JSON.stringify([sources, WASM_BUILDS, wasmCompiler]))
    .digest("hex");
  const folder = join(root, "src", "generated");
  const stampFile = join(folder, "stamp.txt");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  mkdirSync(folder, { recursive: true });
  for (const name of Object.keys(WASM_BUILDS)) {
    const bytes = await buildWasm(name, sources);
    const text = Buffer.from(bytes).toString("base64");
    writeIfChanged(
      join(folder, `${name}.ts`),
      `// Made by build.mjs from c/: ${bytes.length} bytes.\nexport default "${text}";\n`,
    );
    console.log(`kernels: ${name}.wasm, ${bytes.length} bytes`);
  }
  writeIfChanged(stampFile, stamp);
}

/** In one step: somebody else may be reading it. @param {string} path @param {string} text */
function writeIfChanged(path, text) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}
