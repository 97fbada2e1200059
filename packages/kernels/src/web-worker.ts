import type { WorkerHandle } from "./start-worker.ts";
import { WORKER_PROGRAM, type WorkerOrders } from "./worker-program.ts";

/** Starts a Web Worker from a Blob. @throws where the page's policy forbids it. */
export function startWebWorker(orders: WorkerOrders): WorkerHandle {
  const url = URL.createObjectURL(new Blob([WORKER_PROGRAM], { type: "text/javascript" }));
  const worker = new Worker(url);
  let listener: (reason: string) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => {
      event.preventDefault();
      const reason = event.message || "it could not be loaded";
      reject(new Error(reason));
      listener(reason);
    };
  }).finally(() => URL.revokeObjectURL(url));
  worker.postMessage(orders);
  return {
    ready,
    onEnd(heard) {
      listener = heard;
    },
    terminate: () => worker.terminate(),
  };
}
