import { createKernels } from "../../src/node/create-kernels.ts";
import { BUILD_NAMES, type BuildName, type Kernels } from "../../src/node/index.ts";

/** The compiled builds that this machine runs, each on two threads where it can; the others with their reason. */
export async function startEveryBuild(threads = 2): Promise<{
  kernels: Map<BuildName, Kernels>;
  missing: Map<BuildName, string>;
}> {
  const kernels = new Map<BuildName, Kernels>();
  const missing = new Map<BuildName, string>();
  for (const build of BUILD_NAMES.filter((name) => name !== "reference")) {
    try {
      kernels.set(build, await createKernels({ build, threads }));
    } catch (error) {
      missing.set(build, error instanceof Error ? error.message : String(error));
    }
  }
  return { kernels, missing };
}
