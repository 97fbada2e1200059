import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildName } from "../build-name.ts";
import type { MachineCode } from "../machine-code.ts";

interface NativeBuild {
  plan(heap: number, command: number): number;
  run(heap: number, command: number, thread: number, mayBlock: number): number;
}

interface Addon extends Readonly<Record<string, NativeBuild>> {}

const require = createRequire(import.meta.url);

/** Loads the addon that build.mjs made. @throws when there is none, or this processor cannot run `build`. */
export function loadNative(build: BuildName, memory: WebAssembly.Memory): MachineCode {
  const path = addonPath();
  if (!existsSync(path)) throw new Error("it was not built: there was no C compiler");
  const addon = require(path) as Addon & { addressOf(bytes: Uint8Array): number };
  const instructionSet = build.slice("native-".length);
  const native = addon[instructionSet];
  if (native === undefined) throw new Error("this processor or the compiler does not have its instructions");
  // Held by the closures: the address is that of this memory.
  const heap = addon.addressOf(new Uint8Array(memory.buffer));
  return {
    plan: (command) => native.plan(heap, command),
    run: (command, thread, mayBlock) => native.run(heap, command, thread, mayBlock),
    heapStart: 64,
    workerCode: { kind: "native", path, instructionSet },
  };
}

/** build/kernels.node of the package, seen from src/node as well as from dist. */
function addonPath(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return join(folder, "build", "kernels.node");
}
