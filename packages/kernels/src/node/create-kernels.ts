import type { Kernels } from "../kernels.ts";
import { type KernelsOptions, startKernels } from "../start-kernels.ts";
import { nodeHost } from "./node-host.ts";

/** Starts the fastest build of this process: native where it was built, else WebAssembly. See `startKernels`. */
export async function createKernels(options: KernelsOptions = {}): Promise<Kernels> {
  return startKernels(nodeHost(), options);
}
