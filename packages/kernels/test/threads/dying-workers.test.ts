import { afterEach, describe, expect, test, vi } from "vitest";
import type { Kernels } from "../../src/kernels.ts";
import { nodeHost } from "../../src/node/node-host.ts";
import { startNodeWorker } from "../../src/node/node-worker.ts";
import { startKernels } from "../../src/start-kernels.ts";
import type { StartWorker, WorkerHandle } from "../../src/start-worker.ts";
import { THREAD_TIMES } from "../../src/thread-times.ts";
import { startWorkerThat } from "../support/rigged-worker.ts";
import { FEW, MANY, squares } from "../support/small-command.ts";

const BUILDS = ["native-baseline", "wasm-simd"] as const;
const GIVE_UP = 300;

const started: Kernels[] = [];
afterEach(() => {
  for (const each of started.splice(0)) each.dispose();
});

async function start(
  build: (typeof BUILDS)[number],
  startWorker: StartWorker,
  threads = 2,
): Promise<Kernels> {
  const times = { ...THREAD_TIMES, giveUpMilliseconds: GIVE_UP };
  const kernels = await startKernels({ ...nodeHost(), startWorker }, { build, threads }, times);
  started.push(kernels);
  expect(kernels.threads).toBe(threads);
  return kernels;
}

/** Runs commands until one fails, as the first should that a bad worker has taken a part of. */
function untilFailure(kernels: Kernels): { message: string; milliseconds: number } {
  for (let command = 0; command < 10_000; command++) {
    const begin = performance.now();
    try {
      squares(kernels, MANY);
    } catch (error) {
      return { message: String(error), milliseconds: performance.now() - begin };
    }
  }
  return { message: "none failed", milliseconds: 0 };
}

describe.each(BUILDS)("%s", (build) => {
  test("a worker that ends between two commands makes the next one throw", async () => {
    const handles: WorkerHandle[] = [];
    const kernels = await start(build, (orders) => {
      handles.push(startNodeWorker(orders));
      return handles.at(-1)!;
    });
    expect(squares(kernels, MANY)).toBe(9 * MANY);
    handles[0].terminate();
    await vi.waitFor(() =>
      expect(() => squares(kernels, FEW)).toThrow("kernels: thread 1 died: it ended with exit code 1"),
    );
  });

  test.each(["hangs", "exits"] as const)(
    "a worker that %s in the middle of its part is given up",
    async (misdeed) => {
      const kernels = await start(build, startWorkerThat(misdeed));
      const { message, milliseconds } = untilFailure(kernels);
      expect(message).toBe("Error: kernels: a thread stopped in the middle of its work");
      expect(milliseconds).toBeGreaterThan(GIVE_UP / 2);
      expect(milliseconds).toBeLessThan(GIVE_UP * 20);
      expect(() => squares(kernels, FEW)).toThrow("a thread stopped");
    },
  );

  test("a worker that traps is known at once", async () => {
    const kernels = await start(build, startWorkerThat("traps"), 3);
    const { message, milliseconds } = untilFailure(kernels);
    expect(message).toMatch(/a thread stopped in the middle of its work|died: RuntimeError: unreachable/);
    expect(milliseconds).toBeLessThan(GIVE_UP / 2);
    expect(() => squares(kernels, FEW)).toThrow("kernels: ");
  });
});

test("a command that traps on the calling thread is an error, and so is every later one", async () => {
  const kernels = await start("wasm-simd", startNodeWorker);
  const beyond = 2 ** 32 - 4 * MANY;
  expect(() => kernels.run("unary", { kind: 0, input: beyond, output: beyond, count: MANY })).toThrow(
    /^kernels: (a command trapped: memory access out of bounds|a thread stopped in the middle of its work)/,
  );
  expect(() => squares(kernels, FEW)).toThrow(/^kernels: /);
});

test("after dispose nothing runs, and a second dispose does nothing", async () => {
  const kernels = await start("wasm-simd", startNodeWorker);
  kernels.dispose();
  kernels.dispose();
  expect(() => squares(kernels, FEW)).toThrow("kernels: the threads were closed");
});
