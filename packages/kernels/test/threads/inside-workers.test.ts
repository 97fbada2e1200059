import { expect, test } from "vitest";
import { runChild } from "../support/run-child.ts";

test("kernels work inside worker threads, four at once with four threads each, on however few cores", async () => {
  const results = (await runChild("thread-child.ts")) as {
    threads: number;
    sums: number[];
    skipped: object[];
  }[];
  expect(results.length).toBe(4);
  for (const { threads, sums } of results) {
    expect(threads).toBe(4);
    expect(sums).toEqual([9]);
  }
});
