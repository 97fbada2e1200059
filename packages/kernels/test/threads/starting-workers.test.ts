import { describe, expect, test } from "vitest";
import { nodeHost } from "../../src/node/node-host.ts";
import { startNodeWorker } from "../../src/node/node-worker.ts";
import { type KernelsOptions, startKernels } from "../../src/start-kernels.ts";
import type { StartWorker } from "../../src/start-worker.ts";
import { THREAD_TIMES } from "../../src/thread-times.ts";
import { MANY, squares } from "../support/small-command.ts";

const QUICK = { ...THREAD_TIMES, startMilliseconds: 1000 };

async function run(startWorker: StartWorker | undefined, options: KernelsOptions = {}, times = THREAD_TIMES) {
  const host = { ...nodeHost(), startWorker };
  const kernels = await startKernels(host, { build: "wasm-simd", threads: 4, ...options }, times);
  const { threads, skipped } = kernels;
  const sum = squares(kernels, MANY);
  kernels.dispose();
  expect(sum).toBe(9 * MANY);
  return { threads, skipped };
}

describe("threads", () => {
  test("are as many as asked for where they start", async () => {
    expect(await run(startNodeWorker)).toEqual({ threads: 4, skipped: [] });
  });

  test("are as many as the cores, and at most sixteen, unless asked for", async () => {
    for (const [cores, threads] of [
      [1, 1],
      [2, 2],
      [100, 16],
    ]) {
      const kernels = await startKernels({ ...nodeHost(), cores }, { build: "wasm-simd" });
      expect(kernels.threads).toBe(threads);
      kernels.dispose();
    }
  });

  test("are one where there are no workers", async () => {
    expect(await run(undefined)).toEqual({
      threads: 1,
      skipped: [{ build: "wasm-simd on 4 threads", reason: "3 missing: there are no workers here" }],
    });
  });

  test("are one where no worker may be started", async () => {
    const refuse = () => {
      throw new Error("ERR_ACCESS_DENIED");
    };
    expect(await run(refuse)).toEqual({
      threads: 1,
      skipped: [{ build: "wasm-simd on 4 threads", reason: "3 missing: ERR_ACCESS_DENIED" }],
    });
  });

  test("are those that start, where some do not", async () => {
    const some: StartWorker = (orders) => {
      if (orders.slot > 0) return startNodeWorker(orders);
      return { ready: Promise.reject(new Error("no more memory")), onEnd() {}, terminate() {} };
    };
    expect(await run(some)).toEqual({
      threads: 3,
      skipped: [{ build: "wasm-simd on 4 threads", reason: "1 missing: no more memory" }],
    });
  });

  test("are not waited for without end, and one that is late takes no part and is ended", async () => {
    const ended: number[] = [];
    const some: StartWorker = (orders) => {
      if (orders.slot > 0) return startNodeWorker(orders);
      const worker = startNodeWorker(orders);
      const ready = worker.ready.then(() => new Promise<void>((resolve) => setTimeout(resolve, 3000)));
      const terminate = () => {
        ended.push(orders.slot);
        worker.terminate();
      };
      return { ...worker, ready, terminate };
    };
    expect(await run(some, {}, QUICK)).toEqual({
      threads: 3,
      skipped: [{ build: "wasm-simd on 4 threads", reason: "1 missing: it did not start in time" }],
    });
    expect(ended).toEqual([0]);
  });

  test("are one where no worker is ever ready", async () => {
    const never = () => ({ ready: new Promise<void>(() => {}), onEnd() {}, terminate() {} });
    expect(await run(never, {}, { ...THREAD_TIMES, startMilliseconds: 50 })).toEqual({
      threads: 1,
      skipped: [{ build: "wasm-simd on 4 threads", reason: "3 missing: it did not start in time" }],
    });
  });

  test("may be sixty-four", async () => {
    const patient = { ...THREAD_TIMES, startMilliseconds: 50_000 };
    expect(await run(startNodeWorker, { threads: 64 }, patient)).toEqual({ threads: 64, skipped: [] });
  });
});

test.each([0, 65, 1.5, Number.NaN])("%d threads are refused", async (threads) => {
  await expect(startKernels(nodeHost(), { threads })).rejects.toThrow(
    `createKernels: expected threads in [1, 64], got ${threads}`,
  );
});
