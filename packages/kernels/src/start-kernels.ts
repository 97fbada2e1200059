import { BUILD_NAMES, type BuildName } from "./build-name.ts";
import { Heap } from "./heap.ts";
import type { Host } from "./host.ts";
import { Kernels, type SkippedBuild } from "./kernels.ts";
import { isShared, loadBuild } from "./load-build.ts";
import { reserveMemory } from "./reserve-memory.ts";
import { ThreadPool } from "./thread-pool.ts";
import { THREAD_TIMES, type ThreadTimes } from "./thread-times.ts";
import { MOST_THREADS } from "./worker-program.ts";

export interface KernelsOptions {
  /** The one build to take; without it, the fastest compiled one that runs here. */
  readonly build?: BuildName | undefined;
  /** The calling thread counts as one; default: the number of cores, at most 16. */
  readonly threads?: number | undefined;
  /** A limit for the heap below the 4 GiB of a 32-bit memory. */
  readonly maximumBytes?: number | undefined;
}

const MOST_BYTES = 2 ** 32;
const LEAST_BYTES = 2 ** 22;
const MOST_DEFAULT_THREADS = 16;

/**
 * Starts the fastest compiled build that runs on `host`, on as many threads as can be started. The plain
 * `reference` runs only where it is asked for: other software is faster than that.
 *
 * @throws RangeError for options that make no sense; Error when the build asked for, or no build, runs.
 */
export async function startKernels(
  host: Host,
  options: KernelsOptions = {},
  times: ThreadTimes = THREAD_TIMES,
): Promise<Kernels> {
  checkOptions(options);
  const { build: asked, threads = Math.min(host.cores, MOST_DEFAULT_THREADS) } = options;
  const wanted = { threads, maximumBytes: options.maximumBytes ?? MOST_BYTES };
  const skipped: SkippedBuild[] = [];
  const builds = asked === undefined ? BUILD_NAMES.filter((name) => name !== "reference") : [asked];
  for (const build of builds) {
    try {
      return await startBuild(build, host, wanted, { skipped, times });
    } catch (error) {
      skipped.push({ build, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const reasons = skipped.map(({ build, reason }) => `${build}: ${reason}`).join("; ");
  throw new Error(`createKernels: expected ${asked ?? "a build"} to run, but it does not (${reasons})`);
}

async function startBuild(
  build: BuildName,
  host: Host,
  wanted: { readonly threads: number; readonly maximumBytes: number },
  { skipped, times }: { readonly skipped: SkippedBuild[]; readonly times: ThreadTimes },
): Promise<Kernels> {
  const bind = await loadBuild(build, host);
  const { memory, maximumBytes, refused } = reserveMemory(host, {
    maximumBytes: wanted.maximumBytes,
    shared: isShared(build),
  });
  const code = await bind(memory);
  if (refused !== undefined) {
    const reason = `${refused}; it has ${maximumBytes / 2 ** 20} MiB`;
    skipped.push({ build: `${build} with ${wanted.maximumBytes / 2 ** 20} MiB`, reason });
  }
  const heap = new Heap(memory, code.heapStart, maximumBytes, code.guard);
  const { startWorker, mayBlock } = host;
  const threads = code.workerCode === undefined ? 1 : wanted.threads;
  const { pool, missing } = await ThreadPool.start(heap, code, { threads, startWorker, mayBlock, times });
  if (missing.length > 0) {
    const reasons = [...new Set(missing)].join("; ");
    skipped.push({
      build: `${build} on ${threads} threads`,
      reason: `${missing.length} missing: ${reasons}`,
    });
  }
  return new Kernels(build, { heap, code, pool, skipped });
}

function checkOptions({ build, threads, maximumBytes }: KernelsOptions): void {
  if (build !== undefined && !BUILD_NAMES.includes(build)) {
    throw new RangeError(`createKernels: expected a build of ${BUILD_NAMES.join(", ")}, got ${build}`);
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
    throw new RangeError(`createKernels: expected threads in [1, ${MOST_THREADS}], got ${threads}`);
  }
  if (maximumBytes !== undefined && !(maximumBytes >= LEAST_BYTES && maximumBytes <= MOST_BYTES)) {
    throw new RangeError(`createKernels: expected maximumBytes in [2^22, 2^32], got ${maximumBytes}`);
  }
}
