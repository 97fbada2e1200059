import type { BuildName } from "./build-name.ts";
import type { MachineCode } from "./machine-code.ts";

export type WasmBuildName = Extract<BuildName, `wasm-${string}`>;

const MODULES: Record<WasmBuildName, () => Promise<{ default: string }>> = {
  "wasm-relaxed": () => import("./generated/wasm-relaxed.ts"),
  "wasm-simd": () => import("./generated/wasm-simd.ts"),
  "wasm-single-relaxed": () => import("./generated/wasm-single-relaxed.ts"),
  "wasm-single": () => import("./generated/wasm-single.ts"),
};

/** Compiles an embedded module and binds it to `memory`. */
export async function loadWasm(build: WasmBuildName, memory: WebAssembly.Memory): Promise<MachineCode> {
  const { default: text } = await MODULES[build]();
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const module = await WebAssembly.compile(bytes);
  const { exports } = await WebAssembly.instantiate(module, {
    env: { memory, now: () => performance.now() },
  });
  const { plan, run, __heap_base } = exports as unknown as Pick<MachineCode, "plan" | "run"> & {
    __heap_base: WebAssembly.Global;
  };
  const isShared = !build.startsWith("wasm-single");
  return {
    plan: (command) => plan(command) >>> 0,
    run,
    heapStart: __heap_base.value,
    workerCode: isShared ? { kind: "wasm", module } : undefined,
  };
}
