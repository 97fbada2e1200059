import "@engram/test-utils";
import { afterAll, describe, expect, test } from "vitest";
import { createKernels } from "../src/node/index.ts";
import { startEveryBuild } from "./support/kernel-builds.ts";
import { digest, runOperation, someNumbers } from "./support/run-operation.ts";

const reference = await createKernels({ build: "reference" });
const { kernels } = await startEveryBuild();
afterAll(() => {
  for (const each of [reference, ...kernels.values()]) each.dispose();
});

/** Ids in [-1, V], so that some are none of the table's, and some come often. */
const someIds = (count: number, vocabulary: number) =>
  Int32Array.from(
    someNumbers(count, 7),
    (value) => Math.floor(((value + 1) / 2) ** 2 * (vocabulary + 2)) - 1,
  );

const gather = (count: number, width: number, vocabulary: number) => ({
  inputs: { table: someNumbers(vocabulary * width), ids: someIds(count, vocabulary) },
  outputs: { output: count * width },
  values: { count, width, vocabulary },
});
const scatter = (count: number, width: number, vocabulary: number) => ({
  inputs: { rows: someNumbers(count * width), ids: someIds(count, vocabulary) },
  outputs: { output: vocabulary * width },
  values: { count, width, vocabulary },
});

const SIZES = [
  [1, 1, 1],
  [3, 5, 2],
  [17, 33, 7],
  [129, 3, 300],
  [33, 129, 17],
  [400, 200, 1000],
];

describe.each([...kernels.keys()])("%s", (build) => {
  const compiled = kernels.get(build)!;

  test.each(SIZES)("%d ids of rows of %d, %d in the table", (count, width, vocabulary) => {
    expect(compiled.build).toBe(build);
    const gathered = runOperation(compiled, "embeddingGather", gather(count, width, vocabulary));
    const rows = runOperation(reference, "embeddingGather", gather(count, width, vocabulary));
    expect(digest(gathered)).toBe(digest(rows));
    const added = runOperation(compiled, "embeddingScatterAdd", scatter(count, width, vocabulary));
    const expected = runOperation(reference, "embeddingScatterAdd", scatter(count, width, vocabulary));
    expect(added.output).toBeAllClose(expected.output, { relative: 1e-6 });
  });

  test("no ids: zeros everywhere", () => {
    const { output } = runOperation(compiled, "embeddingScatterAdd", scatter(0, 5, 3));
    expect(output).toEqual(new Float32Array(15));
  });
});

test("sums are the same bit for bit on 1, 2 and 4 threads", async () => {
  const build = [...kernels.keys()][0];
  const [first, ...others] = await Promise.all(
    [1, 2, 4].map(async (threads) => {
      const each = await createKernels({ build, threads });
      const result = digest(runOperation(each, "embeddingScatterAdd", scatter(3000, 100, 50)));
      each.dispose();
      return result;
    }),
  );
  expect(others).toEqual([first, first]);
});
