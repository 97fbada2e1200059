import type { Prediction } from "@engram/classification";
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { methodNotAllowed } from "hono/method-not-allowed";
import { bearerToken } from "./bearer-token.ts";
import { type MicroBatcher, QueueFullError } from "./micro-batcher.ts";
import { openApiDocument } from "./open-api.ts";
import { problem } from "./problem.ts";
import { readJson } from "./read-json.ts";
import { type RequestLimits, requestSchemas } from "./schemas.ts";
import type { ServiceMetrics } from "./service-metrics.ts";
import { within } from "./within.ts";

export interface ServiceOptions extends RequestLimits {
  /** Bytes of a body. */
  readonly mostBytes: number;
  /** Requests for predictions that are read or wait at the same time; more are refused before their body is read. */
  readonly mostRequests: number;
  readonly timeoutMilliseconds: number;
  readonly token?: string;
}

export interface Service {
  readonly batcher: MicroBatcher<Prediction>;
  readonly metrics: ServiceMetrics;
  /** True once no new connections are taken. */
  readonly isStopping: () => boolean;
  /** Is told of what no request should bring about. It holds no text of a request. */
  readonly onError: (error: unknown) => void;
}

/** The HTTP API, as a function from requests to responses. */
export function createApp(service: Service, options: ServiceOptions): Hono {
  const { batcher, metrics, isStopping, onError } = service;
  const { token } = options;
  const schemas = requestSchemas(options);
  const document = openApiDocument(options, { hasToken: token !== undefined });
  const app = new Hono();

  app.use(measured(service, app));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        problem(c, 405, `expected ${methods.join(" or ")}`, { Allow: methods.join(", ") }),
    }),
  );
  app.get("/healthz", (c) => c.json({ status: isStopping() ? "stopping" : "ok" }));
  if (token !== undefined) app.use(bearerToken(token));
  app.get("/openapi.json", (c) => c.json(document));
  app.get("/metrics", async (c) =>
    c.body(await metrics.registry.metrics(), 200, { "Content-Type": metrics.registry.contentType }),
  );

  const guards = [
    admission(options.mostRequests),
    bodyLimit({
      maxSize: options.mostBytes,
      onError: (c) => problem(c, 413, `expected a body of at most ${options.mostBytes} bytes`),
    }),
  ] as const;
  const predict = (texts: readonly string[], client: AbortSignal) =>
    within(options.timeoutMilliseconds, client, (signal) => batcher.add(texts, signal));
  app.post("/predict", ...guards, async (c) => {
    const body = await readJson(c, schemas.predict);
    if (body instanceof Response) return body;
    const [prediction] = await predict([body.text], c.req.raw.signal);
    return c.json(prediction);
  });
  app.post("/predict/batch", ...guards, async (c) => {
    const body = await readJson(c, schemas.predictBatch);
    if (body instanceof Response) return body;
    return c.json({ predictions: await predict(body.texts, c.req.raw.signal) });
  });

  app.notFound((c) => problem(c, 404, "expected one of the paths in /openapi.json"));
  app.onError((error, c) => {
    if (error instanceof QueueFullError) {
      return problem(c, 503, error.message, { "Retry-After": String(error.retryAfterSeconds) });
    }
    if (error.name === "TimeoutError") {
      return problem(c, 504, error.message);
    }
    // The client is gone: nobody reads this.
    if (c.req.raw.signal.aborted) return problem(c, 400, "the request was aborted");
    onError(error);
    return problem(c, 500, "the prediction failed");
  });
  return app;
}

/** Counts and times every request; a server that stops tells its clients to close their connections. */
function measured({ metrics, isStopping }: Service, app: Hono): MiddlewareHandler {
  return async (c, next) => {
    const startedAt = performance.now();
    await next();
    if (isStopping()) c.res.headers.set("Connection", "close");
    const isKnown = app.routes.some(({ method, path }) => method !== "ALL" && path === c.req.path);
    metrics.request(isKnown ? c.req.path : "other", c.res.status, (performance.now() - startedAt) / 1000);
  };
}

/** Refuses requests beyond so many at a time, so that bodies cannot fill the memory. */
function admission(most: number): MiddlewareHandler {
  let current = 0;
  return async (c, next) => {
    if (current >= most) {
      return problem(c, 503, `expected at most ${most} requests at a time`, { "Retry-After": "1" });
    }
    current++;
    try {
      await next();
    } finally {
      current--;
    }
  };
}
