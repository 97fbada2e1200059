import { Worker } from "node:worker_threads";
import type { Prediction } from "@engram/classification";
import type { Predictor, PredictorSource } from "../prediction/open-predictor.ts";

export interface WorkerQuestion {
  readonly id: number;
  readonly texts: readonly (string | Uint8Array)[];
}

export type WorkerAnswer =
  | { readonly isReady: true }
  | { readonly id: number; readonly predictions: Prediction[] }
  | { readonly id: number; readonly error: string };

interface Pending {
  readonly resolve: (predictions: Prediction[]) => void;
  readonly reject: (error: Error) => void;
}

export interface WorkerPredictor extends Predictor {
  /** Rejects when the worker ends by itself; pending predictions are rejected, too. */
  readonly failure: Promise<never>;
}

/**
 * A predictor on a thread of its own.
 *
 * @throws Error that says why the classifier cannot be opened.
 */
export async function createWorkerPredictor(source: PredictorSource): Promise<WorkerPredictor> {
  const worker = new Worker(new URL("./predict-worker.js", import.meta.url), { workerData: source });
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let disposed = false;
  const failure = new Promise<never>((_, reject) => {
    const fail = (error: Error) => {
      for (const { reject: rejectPending } of pending.values()) rejectPending(error);
      pending.clear();
      reject(error);
    };
    worker.on("error", fail);
    worker.on("exit", (code) => {
      if (!disposed) fail(new Error(`expected the model's thread to go on, got its end with code ${code}`));
    });
  });
  // Whoever waits for it gets it, too.
  failure.catch(() => {});
  const ready = new Promise<void>((resolve) => {
    worker.on("message", (message: WorkerAnswer) => {
      if ("isReady" in message) return resolve();
      const asked = pending.get(message.id);
      pending.delete(message.id);
      if ("error" in message) asked?.reject(new Error(message.error));
      else asked?.resolve(message.predictions);
    });
  });
  await Promise.race([ready, failure]);
  return {
    failure,
    predict: (texts) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        pending.set(id, { resolve, reject });
        worker.postMessage({ id, texts } satisfies WorkerQuestion);
      }),
    dispose() {
      disposed = true;
      void worker.terminate();
    },
  };
}
