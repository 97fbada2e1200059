import type { WorkerHandle } from "./start-worker.ts";
import { WORKER_PROGRAM, type WorkerMessage, type WorkerOrders } from "./worker-program.ts";

/** Starts a Web Worker from a Blob. @throws where the page's policy forbids it. */
export function startWebWorker(orders: WorkerOrders): WorkerHandle {
  const url = URL.createObjectURL(new Blob([WORKER_PROGRAM], { type: "text/javascript" }));
  let listener: (reason: string) => void = () => {};
  let worker: Worker;
  try {
    worker = new Worker(url);
  } catch (error) {
    URL.revokeObjectURL(url);
    throw error;
  }
  const ready = new Promise<void>((resolve, reject) => {
    const ended = (reason: string) => {
      reject(new Error(reason));
      listener(reason);
    };
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if ("failed" in data) ended(data.failed);
      else resolve();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      ended(event.message || "a worker from a Blob could not be loaded (the page's policy may forbid it)");
    };
    worker.onmessageerror = () => ended("the page may not share its memory with a worker");
  });
  const revoke = () => URL.revokeObjectURL(url);
  ready.then(revoke, revoke);
  worker.postMessage(orders);
  return {
    ready,
    onEnd(heard) {
      listener = heard;
    },
    terminate: () => worker.terminate(),
  };
}
