import { BUILD_NAMES, type BuildName, createKernels } from "@engram/kernels/node";

/** The builds of the kernels that this machine runs, and why not the others. */
export async function runnableBuilds(): Promise<{
  builds: BuildName[];
  missing: { build: BuildName; reason: string }[];
}> {
  const builds: BuildName[] = [];
  const missing: { build: BuildName; reason: string }[] = [];
  for (const build of BUILD_NAMES) {
    try {
      (await createKernels({ build, threads: 1 })).dispose();
      builds.push(build);
    } catch (error) {
      missing.push({ build, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { builds, missing };
}
