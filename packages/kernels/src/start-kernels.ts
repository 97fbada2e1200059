import { BUILD_NAMES, type BuildName } from "./build-name.ts";
import { Heap } from "./heap.ts";
import type { Host } from "./host.ts";
import { Kernels, type SkippedBuild } from "./kernels.ts";
import { loadWasm } from "./load-wasm.ts";
import type { MachineCode } from "./machine-code.ts";
import { referenceCode } from "./reference-code.ts";
import { ThreadPool } from "./thread-pool.ts";

export interface KernelsOptions {
  /** The one build to take; without it, the fastest that runs here. */
  readonly build?: BuildName | undefined;
  /** The calling thread counts as one; default: the number of cores, at most 16. */
  readonly threads?: number | undefined;
  /** A limit for the heap below the 4 GiB of a 32-bit memory. */
  readonly maximumBytes?: number | undefined;
}

const PAGE_BYTES = 65_536;
const INITIAL_PAGES = 64;
const MOST_PAGES = 65_536;
const MOST_DEFAULT_THREADS = 16;
const MOST_THREADS = 64;

/**
 * Starts the fastest build that runs on `host`, on as many threads as can be started.
 *
 * @throws RangeError for options that make no sense; Error when the build asked for, or no build, runs.
 */
export async function startKernels(host: Host, options: KernelsOptions = {}): Promise<Kernels> {
  checkOptions(options);
  const skipped: SkippedBuild[] = [];
  for (const build of options.build === undefined ? BUILD_NAMES : [options.build]) {
    try {
      return await startBuild(build, host, options, skipped);
    } catch (error) {
      skipped.push({ build, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const reasons = skipped.map(({ build, reason }) => `${build}: ${reason}`).join("; ");
  throw new Error(
    `createKernels: expected ${options.build ?? "a build"} to run, but it does not (${reasons})`,
  );
}

async function startBuild(
  build: BuildName,
  host: Host,
  {
    threads = Math.min(host.cores, MOST_DEFAULT_THREADS),
    maximumBytes = PAGE_BYTES * MOST_PAGES,
  }: KernelsOptions,
  skipped: SkippedBuild[],
): Promise<Kernels> {
  const memory = createMemory(build, host, maximumBytes);
  const code = await load(build, host, memory);
  const heap = new Heap(memory, code.heapStart, maximumBytes);
  const { startWorker, mayBlock } = host;
  const wanted = code.workerCode === undefined ? 1 : threads;
  let pool: ThreadPool | undefined;
  if (wanted > 1 && startWorker !== undefined) {
    try {
      pool = await ThreadPool.start(heap, code, { threads: wanted, startWorker, mayBlock });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      skipped.push({ build: `${build} on ${wanted} threads`, reason });
    }
  } else if (wanted > 1) {
    skipped.push({ build: `${build} on ${wanted} threads`, reason: "there are no workers here" });
  }
  pool ??= ThreadPool.alone(heap, code);
  return new Kernels(build, { heap, code, pool, skipped });
}

function createMemory(build: BuildName, host: Host, maximumBytes: number): WebAssembly.Memory {
  const shared = build.startsWith("native") || build === "wasm-relaxed" || build === "wasm-simd";
  if (shared && !host.sharedMemory) throw new Error("there is no shared memory here");
  const maximum = Math.max(INITIAL_PAGES, Math.ceil(maximumBytes / PAGE_BYTES));
  return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum, shared });
}

async function load(build: BuildName, host: Host, memory: WebAssembly.Memory): Promise<MachineCode> {
  switch (build) {
    case "reference":
      return referenceCode({
        float32: (offset, length) => new Float32Array(memory.buffer, offset, length),
        int32: (offset, length) => new Int32Array(memory.buffer, offset, length),
        uint8: (offset, length) => new Uint8Array(memory.buffer, offset, length),
      });
    case "native-avx512":
    case "native-avx2":
    case "native-baseline":
      if (host.loadNative === undefined) throw new Error("native code needs Node");
      return host.loadNative(build, memory);
    case "wasm-relaxed":
    case "wasm-single-relaxed":
      if (!host.relaxedSimd) throw new Error("there is no relaxed SIMD here");
      return loadWasm(build, memory);
    default:
      if (!host.simd) throw new Error("there is no SIMD here");
      return loadWasm(build, memory);
  }
}

function checkOptions({ build, threads, maximumBytes }: KernelsOptions): void {
  if (build !== undefined && !BUILD_NAMES.includes(build)) {
    throw new RangeError(`createKernels: expected a build of ${BUILD_NAMES.join(", ")}, got ${build}`);
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
    throw new RangeError(`createKernels: expected threads in [1, ${MOST_THREADS}], got ${threads}`);
  }
  if (maximumBytes !== undefined && !(maximumBytes >= 2 ** 22 && maximumBytes <= 2 ** 32)) {
    throw new RangeError(`createKernels: expected maximumBytes in [2^22, 2^32], got ${maximumBytes}`);
  }
}
