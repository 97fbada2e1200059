import type { PredictorSource } from "../prediction/open-predictor.ts";
import { createApp, type ServiceOptions } from "./create-app.ts";
import { MicroBatcher, type MicroBatcherOptions } from "./micro-batcher.ts";
import { createMetrics } from "./service-metrics.ts";
import { type ServerOptions, startServer } from "./start-server.ts";
import { stopServer } from "./stop-server.ts";
import { stopSignal } from "./stop-signal.ts";
import { createWorkerPredictor } from "./worker-predictor.ts";

/** How long a request that is being read when the server stops may take, besides the time for its answer. */
const READ_MILLISECONDS = 5_000;

export interface ServeOptions extends ServiceOptions, ServerOptions, Omit<MicroBatcherOptions, "onBatch"> {}

/**
 * Serves a classifier over HTTP until SIGTERM or SIGINT: then it takes no new connections, answers what it accepted,
 * and returns.
 *
 * @throws Error when the classifier or the address cannot be opened, or the model's thread ends by itself.
 */
export async function serve(source: PredictorSource, options: ServeOptions): Promise<void> {
  const predictor = await createWorkerPredictor(source);
  try {
    const batcher = new MicroBatcher((texts) => predictor.predict(texts), {
      ...options,
      onBatch: (texts, seconds) => metrics.batch(texts, seconds),
    });
    const metrics = createMetrics({ waiting: () => batcher.waiting });
    let isStopping = false;
    const onError = (error: unknown) => console.error(`engram-classify: ${(error as Error).message}`);
    const app = createApp({ batcher, metrics, isStopping: () => isStopping, onError }, options);
    const { server, url } = await startServer(app, options);
    console.error(`listening on ${url}`);
    try {
      const signal = await Promise.race([stopSignal(), predictor.failure]);
      console.error(`${signal}: answering what was accepted`);
    } finally {
      isStopping = true;
      await stopServer(server, { deadlineMilliseconds: options.timeoutMilliseconds + READ_MILLISECONDS });
    }
  } finally {
    predictor.dispose();
  }
}
