import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ABI_FINGERPRINT } from "../abi.ts";
import type { BuildName } from "../build-name.ts";
import type { HeapGuard } from "../heap.ts";
import type { MachineCode } from "../machine-code.ts";

interface NativeBuild {
  readonly abi: number;
  plan(heap: number, command: number, sequence: number): number;
  begin(heap: number, command: number, sequence: number): void;
  run(heap: number, command: number, thread: number, mayBlock: number, sequence: number): number;
  fail(heap: number, command: number): void;
}

interface Addon {
  addressOf(bytes: Uint8Array): number;
  /** These two are of a build with a sanitizer alone. */
  readonly poison?: (heap: number, offset: number, bytes: number) => void;
  readonly unpoison?: (heap: number, offset: number, bytes: number) => void;
}

const require = createRequire(import.meta.url);

/**
 * Loads the addon that build.mjs made.
 *
 * @throws when there is none, it cannot be loaded, or this processor cannot run `build`.
 */
export function loadNative(
  build: BuildName,
  path: string = addonPath(),
): (memory: WebAssembly.Memory) => MachineCode {
  if (!existsSync(path)) throw new Error("it was not built: at install there was no C compiler");
  if (!isWhole(path)) throw new Error("its file is not as it was built: build it anew");
  const addon = require(path) as Addon & Readonly<Record<string, NativeBuild>>;
  const instructionSet = build.slice("native-".length);
  const native = addon[instructionSet] as NativeBuild | undefined;
  if (native === undefined) throw new Error("this processor or the compiler does not have its instructions");
  if (native.abi !== ABI_FINGERPRINT) throw new Error("it was made from another abi.json: build it anew");
  return (memory) => {
    // The address stays that of this memory as long as the memory lives, and it grows in its place.
    const heap = addon.addressOf(new Uint8Array(memory.buffer));
    return {
      plan: (command, sequence) => native.plan(heap, command, sequence),
      begin: (command, sequence) => native.begin(heap, command, sequence),
      run: (command, thread, mayBlock, sequence) => native.run(heap, command, thread, mayBlock, sequence),
      fail: (command) => native.fail(heap, command),
      heapStart: 64,
      guard: heapGuard(addon, heap),
      workerCode: { kind: "native", path, instructionSet },
    };
  };
}

/** To load an addon that was cut ends the process, so its hash is compared with that of the day it was built. */
function isWhole(path: string): boolean {
  const stamp = `${path}.stamp`;
  const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
  return existsSync(stamp) && readFileSync(stamp, "utf8").startsWith(`${hash} `);
}

function heapGuard({ poison, unpoison }: Addon, heap: number): HeapGuard | undefined {
  if (poison === undefined || unpoison === undefined) return undefined;
  return {
    poison: (offset, bytes) => poison(heap, offset, bytes),
    unpoison: (offset, bytes) => unpoison(heap, offset, bytes),
  };
}

/** build/kernels.node of the package, seen from src/node as well as from dist. */
function addonPath(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  let folder = start;
  while (!existsSync(join(folder, "package.json"))) {
    if (dirname(folder) === folder) return join(start, "kernels.node");
    folder = dirname(folder);
  }
  return join(folder, "build", "kernels.node");
}
