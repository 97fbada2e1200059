import * as tf from "@tensorflow/tfjs";
import type { ProductJob } from "../../jobs/job.ts";
import { productSums } from "../product-sums.ts";
import type { Workload, WorkloadContext } from "../workload.ts";

/** A matrix product by `tf.matMul`. */
export function tensorProduct({ job, data }: WorkloadContext<ProductJob>, version: string): Workload {
  const [a, b] = [data.a, data.b].map(({ data: numbers, shape }) =>
    tf.tensor2d(numbers, shape as [number, number]),
  );
  const { transposeA, transposeB, columns } = job;
  const product = () => tf.matMul(a, b, transposeA, transposeB);
  return {
    version,
    check: async () => tf.tidy(() => productSums(product().dataSync() as Float32Array, columns)),
    async run(steps) {
      for (let step = 0; step < steps; step++) product().dispose();
    },
    close() {},
  };
}
