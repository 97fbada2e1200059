import type { WorkerHandle } from "./start-worker.ts";

interface ReadyWorker {
  readonly worker: WorkerHandle;
  readonly slot: number;
}

/**
 * Starts workers and waits until each is ready or has failed, or until the time is over.
 *
 * @returns those that are ready, and a reason for each other one: those are ended.
 */
export async function waitForWorkers(
  begin: readonly (() => WorkerHandle)[],
  milliseconds: number,
): Promise<{ ready: readonly ReadyWorker[]; missing: readonly string[] }> {
  const ready: ReadyWorker[] = [];
  const missing: string[] = [];
  const started: WorkerHandle[] = [];
  const settled = begin.map(async (start, slot) => {
    try {
      const worker = start();
      started.push(worker);
      await worker.ready;
      ready.push({ worker, slot });
    } catch (error) {
      missing.push(error instanceof Error ? error.message : String(error));
    }
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([Promise.all(settled), late]);
  clearTimeout(timer);
  const inTime = [...ready];
  const reasons = [...missing];
  while (inTime.length + reasons.length < begin.length) reasons.push("it did not start in time");
  for (const worker of started) if (!inTime.some((each) => each.worker === worker)) worker.terminate();
  return { ready: inTime, missing: reasons };
}
