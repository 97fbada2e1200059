import { BUILD_NAMES, type BuildName, createKernels } from "@engram/kernels/node";

/**
 * The builds of the kernels that this machine runs, and why not the others.
 *
 * @param prefixes beginnings of the names to look at; all without any.
 * @throws RangeError when a prefix names no build.
 */
export async function runnableBuilds(prefixes: readonly string[]): Promise<{
  builds: BuildName[];
  missing: { build: BuildName; reason: string }[];
}> {
  for (const prefix of prefixes) {
    if (BUILD_NAMES.some((build) => build.startsWith(prefix))) continue;
    throw new RangeError(
      `runnableBuilds: expected the beginning of a build's name (${BUILD_NAMES.join(", ")}), got ${JSON.stringify(prefix)}`,
    );
  }
  const builds: BuildName[] = [];
  const missing: { build: BuildName; reason: string }[] = [];
  for (const build of BUILD_NAMES) {
    if (prefixes.length > 0 && !prefixes.some((prefix) => build.startsWith(prefix))) continue;
    try {
      (await createKernels({ build, threads: 1 })).dispose();
      builds.push(build);
    } catch (error) {
      missing.push({ build, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { builds, missing };
}
