import { relativeError } from "@engram/test-utils";
import { expect, test } from "vitest";
import { createKernels } from "../src/node/index.ts";
import { startEveryBuild } from "./support/kernel-builds.ts";

test("a product is the reference's, in every build", async () => {
  const reference = await createKernels({ build: "reference" });
  const { kernels } = await startEveryBuild();
  for (const [build, each] of [...kernels, ["reference", reference] as const]) {
    const a = each.heap.allocate(4 * 15);
    const b = each.heap.allocate(4 * 15);
    const c = each.heap.allocate(4 * 9);
    each.heap.float32(a, 15).set(Array.from({ length: 15 }, (_, i) => Math.sin(i)));
    each.heap.float32(b, 15).set(Array.from({ length: 15 }, (_, i) => Math.cos(i)));
    each.run("gemm", {
      a,
      b,
      c,
      rows: 3,
      columns: 3,
      inner: 5,
      aStride: 5,
      bStride: 3,
      cStride: 3,
      batches: 1,
    });
    console.log(build, each.threads, [...each.heap.float32(c, 9)].join(" "));
    each.dispose();
  }
  void relativeError;
  expect(kernels.size).toBeGreaterThan(0);
});
