import { afterAll } from "vitest";
import { createKernels, type Kernels } from "../../src/node/index.ts";
import { startEveryBuild } from "./kernel-builds.ts";

/** The compiled builds of this machine and the reference, until the file's tests have run. */
export async function everyBuild(): Promise<{ builds: [string, Kernels][]; reference: Kernels }> {
  const reference = await createKernels({ build: "reference" });
  const { kernels } = await startEveryBuild();
  afterAll(() => {
    for (const each of [reference, ...kernels.values()]) each.dispose();
  });
  return { builds: [...kernels], reference };
}
