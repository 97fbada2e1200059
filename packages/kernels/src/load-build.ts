import type { BuildName } from "./build-name.ts";
import type { Host } from "./host.ts";
import { loadWasm } from "./load-wasm.ts";
import type { MachineCode } from "./machine-code.ts";
import { referenceCode } from "./reference-code.ts";

/** Binds loaded code to a memory. */
type Bind = (memory: WebAssembly.Memory) => MachineCode | Promise<MachineCode>;

/** Whether a build runs on a memory that threads share. */
export function isShared(build: BuildName): boolean {
  return build.startsWith("native") || build === "wasm-relaxed" || build === "wasm-simd";
}

/** Loads one build's code, as yet without a memory. @throws why `host` does not run it. */
export async function loadBuild(build: BuildName, host: Host): Promise<Bind> {
  if (build === "reference") return referenceCode;
  if (build.startsWith("native")) {
    if (host.loadNative === undefined) throw new Error("native code needs Node");
    if (!host.sharedMemory) throw new Error("there is no shared memory here");
    return host.loadNative(build);
  }
  if (isShared(build) && !host.sharedMemory) throw new Error("there is no shared memory here");
  if (build.endsWith("relaxed") && !host.relaxedSimd) throw new Error("there is no relaxed SIMD here");
  if (!host.simd) throw new Error("there is no SIMD here");
  return loadWasm(build as Parameters<typeof loadWasm>[0]);
}
