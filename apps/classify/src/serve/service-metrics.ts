import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What /metrics tells, in a registry of its own. */
export interface ServiceMetrics {
  readonly registry: Registry;
  request(route: string, status: number, seconds: number): void;
  batch(texts: number, seconds: number): void;
}

/** @param waiting texts in the queue, asked at each scrape. */
export function createMetrics({ waiting }: { readonly waiting: () => number }): ServiceMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "engram_requests_total",
    help: "Requests that were answered",
    labelNames: ["route", "status"],
    registers,
  });
  const requestSeconds = new Histogram({
    name: "engram_request_seconds",
    help: "Time from a request's headers to its answer",
    labelNames: ["route"],
    buckets: SECONDS,
    registers,
  });
  const batchTexts = new Histogram({
    name: "engram_batch_texts",
    help: "Texts of a model call",
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
    registers,
  });
  const batchSeconds = new Histogram({
    name: "engram_batch_seconds",
    help: "Time of a model call",
    buckets: SECONDS,
    registers,
  });
  new Gauge({
    name: "engram_queue_texts",
    help: "Texts that wait for the model",
    registers,
    collect() {
      this.set(waiting());
    },
  });
  return {
    registry,
    request(route, status, seconds) {
      requests.inc({ route, status });
      requestSeconds.observe({ route }, seconds);
    },
    batch(texts, seconds) {
      batchTexts.observe(texts);
      batchSeconds.observe(seconds);
    },
  };
}
