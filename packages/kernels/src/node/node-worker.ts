import { Worker } from "node:worker_threads";
import type { WorkerHandle } from "../start-worker.ts";
import { WORKER_PROGRAM, type WorkerMessage, type WorkerOrders } from "../worker-program.ts";

/** Starts a thread that keeps no process alive. @throws where no thread may be started. */
export function startNodeWorker(orders: WorkerOrders, program: string = WORKER_PROGRAM): WorkerHandle {
  const worker = new Worker(program, { eval: true, name: "engram-kernels", execArgv: [] });
  let listener: (reason: string) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    let reason: string | undefined;
    worker.on("message", (message: WorkerMessage) => {
      if ("failed" in message) {
        reason = message.failed;
        return;
      }
      // While it starts it has to be waited for; after that it never ends by itself.
      worker.unref();
      resolve();
    });
    worker.once("error", (error) => {
      reason ??= error instanceof Error ? error.message : String(error);
    });
    worker.once("exit", (code) => {
      reason ??= `it ended with exit code ${code}`;
      reject(new Error(reason));
      listener(reason);
    });
  });
  worker.postMessage(orders);
  return {
    ready,
    onEnd(heard) {
      listener = heard;
    },
    terminate: () => void worker.terminate(),
  };
}
