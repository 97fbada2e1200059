import { Random } from "@engram/random";
import { createKernels } from "../../src/node/create-kernels.ts";
import { BUILD_NAMES, type Kernels, type OperationName } from "../../src/node/index.ts";
import { CASES, Draw } from "./cases/index.ts";
import { differentBits, tooFar } from "./compare.ts";

export interface FuzzOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly threads: readonly number[];
  readonly builds?: readonly string[];
  readonly operations?: readonly string[];
  /** Called now and then with the number of cases so far. */
  readonly onProgress?: (cases: number) => void;
}

export interface FuzzFailure {
  readonly seed: number;
  readonly operation: string;
  readonly build: string;
  readonly threads: number;
  readonly label: string;
  readonly what: string;
}

/**
 * Random calls of random operations, in every build and on several numbers of threads, against the reference.
 *
 * @returns how many cases ran, on which builds, and the first failure.
 */
export async function fuzz(options: FuzzOptions) {
  const names = (options.operations ?? Object.keys(CASES)) as OperationName[];
  const reference = await createKernels({ build: "reference" });
  const builds = await startBuilds(options);
  const end = performance.now() + 1000 * options.seconds;
  let cases = 0;
  let failure: FuzzFailure | undefined;
  for (let seed = options.seed; failure === undefined && (cases === 0 || performance.now() < end); seed++) {
    const random = new Random(seed, 1);
    const operation = names[random.integer(names.length)];
    const each = CASES[operation](
      new Draw(seed, { largest: random.uniform() ** 3, areLarge: random.integer(4) === 0 }),
    );
    const expected = each.run(reference);
    for (const sameBuild of builds.values()) {
      let first: typeof expected | undefined;
      for (const kernels of sameBuild) {
        const what = attempt(() => {
          const actual = each.run(kernels);
          first ??= actual;
          return tooFar(actual, expected, each) ?? differentBits(actual, first);
        });
        const { build, threads } = kernels;
        if (what !== undefined) failure ??= { seed, operation, build, threads, label: each.label, what };
      }
    }
    cases++;
    if (cases % 100 === 0) options.onProgress?.(cases);
  }
  const running = [...builds].map(([build, each]) => `${build} on ${each.map(({ threads }) => threads)}`);
  for (const each of [reference, ...[...builds.values()].flat()]) each.dispose();
  return { cases, running, failure };
}

async function startBuilds({ builds, threads }: FuzzOptions): Promise<Map<string, Kernels[]>> {
  const started = new Map<string, Kernels[]>();
  for (const build of BUILD_NAMES) {
    if (build === "reference" || builds?.includes(build) === false) continue;
    for (const count of build.startsWith("wasm-single") ? [1] : threads) {
      try {
        const kernels = await createKernels({ build, threads: count });
        started.set(build, [...(started.get(build) ?? []), kernels]);
      } catch {
        // Not one of this machine's.
      }
    }
  }
  return started;
}

function attempt(run: () => string | undefined): string | undefined {
  try {
    return run();
  } catch (error) {
    return String(error);
  }
}
