import { afterAll, describe, expect, test } from "vitest";
import { BUILD_NAMES, createKernels, type Kernels, type OperationName } from "../../src/node/index.ts";
import { CASES, Draw } from "../support/cases/index.ts";
import { differentBits, runCounting } from "../support/compare.ts";

const SEEDS = [1, 2, 3, 4];

/** Each build that has threads and runs here, on one, two and four of them. */
const builds = new Map<string, Kernels[]>();
for (const build of BUILD_NAMES.filter((name) => !/single|reference/.test(name))) {
  try {
    builds.set(build, await Promise.all([1, 2, 4].map((threads) => createKernels({ build, threads }))));
  } catch {
    // Not one of this machine's.
  }
}
afterAll(() => {
  for (const each of [...builds.values()].flat()) each.dispose();
});

test("there are builds with threads here", () => {
  expect([...builds.keys()]).toContain("wasm-simd");
});

describe.each([...builds.keys()])("%s", (build) => {
  test.each(Object.keys(CASES) as OperationName[])(
    "%s gives the same bits on 1, 2 and 4 threads, and on the same again",
    (operation) => {
      const [one, two, four] = builds.get(build)!;
      expect([one, two, four].map(({ threads }) => threads)).toEqual([1, 2, 4]);
      let mostParts = 0;
      for (const seed of SEEDS) {
        const each = CASES[operation](new Draw(seed, { areLarge: true }));
        const expected = each.run(one);
        for (const kernels of [two, four, two, four]) {
          expect(kernels.build).toBe(build);
          const { results, parts } = runCounting(kernels, each);
          const different = differentBits(results, expected);
          expect(different, `seed ${seed}, ${kernels.threads} threads: ${each.label}`).toBeUndefined();
          mostParts = Math.max(mostParts, parts);
        }
      }
      expect(mostParts, "a case with work for several threads").toBeGreaterThan(1);
    },
  );
});
