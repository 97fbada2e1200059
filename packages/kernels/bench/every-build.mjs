import { BUILD_NAMES, createKernels } from "@engram/kernels/node";

/**
 * The least time of many runs, in milliseconds: whatever else the machine does only adds to it.
 *
 * @param {() => void} run
 * @param {number} budget milliseconds to spend.
 */
export function bestTime(run, budget) {
  run();
  const end = performance.now() + budget;
  let best = Number.POSITIVE_INFINITY;
  for (let count = 0; count < 3 || performance.now() < end; count++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/**
 * Calls `report` with the kernels of each build and number of threads of the command line: names and numbers with
 * commas, or all builds that run here and 1,2.
 *
 * @param {(kernels: import("@engram/kernels").Kernels) => void} report
 */
export async function onEveryBuild(report) {
  const [builds = BUILD_NAMES.filter((name) => name !== "reference").join(","), threads = "1,2"] =
    process.argv.slice(2);
  for (const build of builds.split(",")) {
    for (const count of threads.split(",").map(Number)) {
      try {
        const kernels = await createKernels({ build, threads: count });
        if (kernels.threads === count) {
          console.log(`${build}, ${count} thread${count > 1 ? "s" : ""}`);
          report(kernels);
        }
        kernels.dispose();
      } catch (error) {
        console.log(error.message);
        break;
      }
    }
  }
}

/** Operations per second as text. */
export function rate(operations, milliseconds) {
  return `${(operations / milliseconds / 1e6).toFixed(1).padStart(7)} GF/s`;
}
