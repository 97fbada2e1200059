import { parentPort, workerData } from "node:worker_threads";
import { openPredictor, type PredictorSource } from "../prediction/open-predictor.ts";
import type { WorkerAnswer, WorkerQuestion } from "./worker-predictor.ts";

// The model computes for as long as a batch takes without a pause: on a thread of its own the server stays responsive.
const port = parentPort;
if (port === null) throw new Error("predict-worker: expected to run as a worker thread");
const answer = (message: WorkerAnswer) => port.postMessage(message);
const predictor = await openPredictor(workerData as PredictorSource);
port.on("message", async ({ id, texts }: WorkerQuestion) => {
  try {
    answer({ id, predictions: await predictor.predict(texts) });
  } catch (error) {
    answer({ id, error: (error as Error).message });
  }
});
answer({ isReady: true });
