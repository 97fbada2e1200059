import type { WorkerOrders } from "./worker-program.ts";

/** A thread that was started: it says so once it is ready, and why it ended when it did. */
export interface WorkerHandle {
  readonly ready: Promise<void>;
  /** Called once, when the thread has ended unasked. */
  onEnd(listener: (reason: string) => void): void;
  terminate(): void;
}

export type StartWorker = (orders: WorkerOrders) => WorkerHandle;
