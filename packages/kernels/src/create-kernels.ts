import type { Kernels } from "./kernels.ts";
import { type KernelsOptions, startKernels } from "./start-kernels.ts";
import { webHost } from "./web-host.ts";

/** Starts the fastest build of a page or of a Web Worker: see `startKernels`. */
export async function createKernels(options: KernelsOptions = {}): Promise<Kernels> {
  return startKernels(webHost(), options);
}
