import type { EngramKernel } from "./engram-kernel.ts";

/** The kernels that `engram` has of its own. */
export const ENGRAM_KERNELS: readonly EngramKernel[] = [];
