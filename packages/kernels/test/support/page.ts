// The script of a test page and of its Web Workers: starts kernels there and tells what they are and compute.
import { mayBlock } from "../../src/host.ts";
import { createKernels, type Kernels, type KernelsOptions } from "../../src/index.ts";
import { digestCases } from "./digest-cases.ts";
import { MANY, squares } from "./small-command.ts";

export interface Described {
  readonly build: string;
  readonly threads: number;
  readonly mayBlock: boolean;
  readonly skipped: readonly { readonly build: string; readonly reason: string }[];
  readonly digests: Record<string, string>;
  /** Numbers in a view that was made before the heap grew, and the sum of a command after that. */
  readonly afterGrowth: readonly [number, number];
}

export async function describe(
  options: KernelsOptions = {},
): Promise<Described | { readonly error: string }> {
  let kernels: Kernels;
  try {
    kernels = await createKernels(options);
  } catch (error) {
    return { error: String(error) };
  }
  const { build, threads, skipped, heap } = kernels;
  const digests = digestCases(kernels);
  const view = heap.float32(heap.allocate(40), 10);
  heap.allocate(heap.bytesReserved);
  const afterGrowth = [view.length, squares(kernels, MANY)] as const;
  kernels.dispose();
  return { build, threads, mayBlock: mayBlock(), skipped, digests, afterGrowth };
}

if (typeof window === "undefined") {
  addEventListener("message", async ({ data }) => postMessage(await describe(data)));
} else {
  const describeInWorker = (options: KernelsOptions) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(import.meta.url, { type: "module" });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(options);
    });
  Object.assign(globalThis, { describe, describeInWorker });
}
