import { type BuildName, createKernels } from "@engram/kernels/node";
import type { ProductJob } from "../../jobs/job.ts";
import { productSums } from "../product-sums.ts";
import type { Workload, WorkloadContext } from "../workload.ts";

/** A matrix product by the kernels themselves, on matrices that lie in their heap. */
export async function kernelProduct({ job, data, settings }: WorkloadContext<ProductJob>): Promise<Workload> {
  const { build, threads } = settings;
  const kernels = await createKernels({ build: build as BuildName, ...(threads && { threads }) });
  const { heap } = kernels;
  const { rows, columns, inner, transposeA, transposeB } = job;
  const [a, b, c] = [rows * inner, inner * columns, rows * columns].map((size) => heap.allocate(size * 4));
  heap.float32(a, rows * inner).set(data.a.data);
  heap.float32(b, inner * columns).set(data.b.data);
  const product = {
    ...{ a, b, c, bias: 0, rows, columns, inner },
    aStride: transposeA ? rows : inner,
    bStride: transposeB ? inner : columns,
    cStride: columns,
    ...{ transposeA: Number(transposeA), transposeB: Number(transposeB) },
    ...{ accumulate: 0, activation: 0, batches: 1, aBatchStride: 0, bBatchStride: 0, cBatchStride: 0 },
  };
  return {
    version: `engram ${kernels.build}`,
    async check() {
      kernels.run("gemm", product);
      return productSums(heap.float32(c, rows * columns), columns);
    },
    async run(steps) {
      for (let step = 0; step < steps; step++) kernels.run("gemm", product);
    },
    close: () => kernels.dispose(),
  };
}
