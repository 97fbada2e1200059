import { ABI_FINGERPRINT } from "./abi.ts";
import type { BuildName } from "./build-name.ts";
import type { MachineCode } from "./machine-code.ts";

export type WasmBuildName = Extract<BuildName, `wasm-${string}`>;

type Functions = Pick<MachineCode, "plan" | "begin" | "run" | "fail"> & {
  abi(): number;
  __heap_base: WebAssembly.Global;
};

const MODULES: Record<WasmBuildName, () => Promise<{ default: string }>> = {
  "wasm-relaxed": () => import("./generated/wasm-relaxed.ts"),
  "wasm-simd": () => import("./generated/wasm-simd.ts"),
  "wasm-single-relaxed": () => import("./generated/wasm-single-relaxed.ts"),
  "wasm-single": () => import("./generated/wasm-single.ts"),
};

/** Compiles an embedded module, to be bound to a memory. @throws where it may not or cannot be compiled. */
export async function loadWasm(
  build: WasmBuildName,
): Promise<(memory: WebAssembly.Memory) => Promise<MachineCode>> {
  const { default: text } = await MODULES[build]();
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const module = await WebAssembly.compile(bytes);
  const isShared = !build.startsWith("wasm-single");
  return async (memory) => {
    const { exports } = await WebAssembly.instantiate(module, {
      env: { memory, now: () => performance.now() },
    });
    const { abi, plan, begin, run, fail, __heap_base } = exports as unknown as Functions;
    if (abi() >>> 0 !== ABI_FINGERPRINT) throw new Error("it was made from another abi.json: build it anew");
    return {
      plan: (command, sequence) => plan(command, sequence) >>> 0,
      begin,
      run,
      fail,
      heapStart: __heap_base.value,
      workerCode: isShared ? { kind: "wasm", module } : undefined,
    };
  };
}
