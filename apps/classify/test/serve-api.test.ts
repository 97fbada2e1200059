import { setTimeout as sleep } from "node:timers/promises";
import type { Prediction } from "@engram/classification";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createApp, type ServiceOptions } from "../src/serve/create-app.ts";
import { MicroBatcher, type MicroBatcherOptions } from "../src/serve/micro-batcher.ts";
import { predictionSchema, problemSchema, requestSchemas } from "../src/serve/schemas.ts";
import { createMetrics } from "../src/serve/service-metrics.ts";

const LIMITS = {
  mostCharacters: 100,
  mostTexts: 5,
  mostBytes: 2000,
  mostRequests: 50,
  timeoutMilliseconds: 5000,
};

interface Setting extends Partial<ServiceOptions>, Partial<MicroBatcherOptions> {
  readonly milliseconds?: number;
  readonly fail?: string;
}

/** The API before a model that takes some time and finds "good" positive. */
function service({ milliseconds = 0, fail, ...changes }: Setting = {}) {
  const seen: string[] = [];
  const errors: unknown[] = [];
  const predict = async (texts: readonly string[]): Promise<Prediction[]> => {
    seen.push(...texts);
    await sleep(milliseconds);
    if (fail !== undefined) throw new Error(fail);
    return texts.map((text) => {
      const positive = text.includes("good") ? 0.75 : 0.25;
      const label = positive > 0.5 ? "positive" : "negative";
      return { label, probability: 0.75, probabilities: { negative: 1 - positive, positive } };
    });
  };
  const batcher = new MicroBatcher(predict, {
    batchTexts: 4,
    waitMilliseconds: 1,
    queueTexts: 8,
    ...changes,
  });
  const metrics = createMetrics({ waiting: () => batcher.waiting });
  const onError = (error: unknown) => void errors.push(error);
  const app = createApp({ batcher, metrics, isStopping: () => false, onError }, { ...LIMITS, ...changes });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return { app, batcher, post, seen, errors };
}

async function expectProblem(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  expect(problemSchema.parse(await response.json()).status).toBe(status);
}

test("a text and a batch are answered as the schemas say", async () => {
  const { post } = service();
  const one = await post("/predict", { text: "a good film" });
  expect(predictionSchema.parse(await one.json()).label).toBe("positive");
  const { predictions } = await (await post("/predict/batch", { texts: ["good", "poor", ""] })).json();
  expect(predictions.map(({ label }: Prediction) => label)).toEqual(["positive", "negative", "negative"]);
});

test("a hundred requests at a time each get the answer to their own text", async () => {
  const { post } = service({ queueTexts: 200, mostRequests: 200 });
  const texts = Array.from({ length: 100 }, (_, index) =>
    index % 3 === 0 ? `good ${index}` : `poor ${index}`,
  );
  const answers = await Promise.all(texts.map(async (text) => (await post("/predict", { text })).json()));
  expect(answers.map(({ label }) => label)).toEqual(
    texts.map((text) => (text.startsWith("good") ? "positive" : "negative")),
  );
});

describe("what is refused, as problem+json", () => {
  test.each([
    ["no JSON", "/predict", "{", 400],
    ["an unknown field", "/predict", { text: "a", more: 1 }, 422],
    ["no text", "/predict", {}, 422],
    ["a text that is none", "/predict", { text: 1 }, 422],
    ["null", "/predict", "null", 422],
    ["a text that is too long", "/predict", { text: "a".repeat(101) }, 422],
    ["no texts", "/predict/batch", { texts: [] }, 422],
    ["too many texts", "/predict/batch", { texts: new Array(6).fill("a") }, 422],
    ["a body that is too large", "/predict", { text: "a".repeat(2000) }, 413],
    ["an unknown path", "/nope", {}, 404],
  ])("%s", async (_, path, body, status) => {
    const { post, seen } = service();
    await expectProblem(await post(path, body), status);
    expect(seen).toEqual([]);
  });

  test("other content types, encodings, and bytes that are no UTF-8", async () => {
    const { app, post } = service();
    await expectProblem(await post("/predict", { text: "a" }, { "Content-Type": "text/plain" }), 415);
    await expectProblem(await post("/predict", { text: "a" }, { "Content-Encoding": "gzip" }), 415);
    const headers = { "Content-Type": "application/json; charset=utf-8" };
    const bytes = Uint8Array.from([...new TextEncoder().encode('{"text":"'), 0xff, 0x22, 0x7d]);
    await expectProblem(await app.request("/predict", { method: "POST", headers, body: bytes }), 400);
  });

  test("other methods, with those that are allowed", async () => {
    const { app } = service();
    const response = await app.request("/predict", { method: "DELETE" });
    expect(response.headers.get("Allow")).toBe("POST");
    await expectProblem(response, 405);
    expect((await app.request("/healthz", { method: "POST" })).headers.get("Allow")).toBe("GET, HEAD");
  });

  test("a problem never repeats what was sent", async () => {
    const { post } = service();
    for (const body of ['{"text": secret}', { secret: 1 }, { text: "secret ".repeat(20) }]) {
      expect(await (await post("/predict", body)).text()).not.toContain("secret");
    }
  });
});

test("a full queue answers 503 with Retry-After, and every accepted request is answered", async () => {
  const { post } = service({ milliseconds: 10 });
  const responses = await Promise.all(Array.from({ length: 40 }, () => post("/predict", { text: "good" })));
  const accepted = responses.filter(({ status }) => status === 200);
  const refused = responses.filter(({ status }) => status !== 200);
  expect(accepted).toHaveLength(8);
  for (const response of refused) {
    expect(Number(response.headers.get("Retry-After"))).toBeGreaterThanOrEqual(1);
    await expectProblem(response, 503);
  }
});

test("more requests than may be read at a time are refused before their body is", async () => {
  const { post } = service({ milliseconds: 10, mostRequests: 2 });
  const responses = await Promise.all(Array.from({ length: 5 }, () => post("/predict", "{")));
  expect(responses.map(({ status }) => status)).toEqual([400, 400, 503, 503, 503]);
});

test("an answer that takes too long is a 504, and its text leaves the queue", async () => {
  const { batcher, post, seen } = service({ milliseconds: 60, timeoutMilliseconds: 30 });
  const first = post("/predict", { text: "first" });
  await sleep(10);
  const second = post("/predict", { text: "second" });
  await expectProblem(await first, 504);
  await expectProblem(await second, 504);
  expect(batcher.waiting).toBe(0);
  await batcher.idle();
  expect(seen).toEqual(["first"]);
});

test("a model that fails is a 500 that says nothing of it to the client", async () => {
  const { post, errors } = service({ fail: "no room in the heap" });
  const response = await post("/predict", { text: "a" });
  expect(await response.clone().text()).not.toContain("heap");
  await expectProblem(response, 500);
  expect(errors).toEqual([new Error("no room in the heap")]);
});

test("with a token everything but the health check needs it", async () => {
  const { app, post } = service({ token: "s3cret" });
  for (const authorization of [
    undefined,
    "Bearer",
    "Bearer wrong",
    "Bearer s3cret2",
    "Basic s3cret",
    "s3cret",
  ]) {
    const headers: Record<string, string> =
      authorization === undefined ? {} : { Authorization: authorization };
    const response = await post("/predict", { text: "a" }, headers);
    expect(response.headers.get("WWW-Authenticate")).toBe("Bearer");
    await expectProblem(response, 401);
    await expectProblem(await app.request("/metrics", { headers }), 401);
  }
  expect((await post("/predict", { text: "a" }, { Authorization: "Bearer s3cret" })).status).toBe(200);
  expect((await app.request("/healthz")).status).toBe(200);
});

test("the OpenAPI document has the schemas that check the requests, and every route", async () => {
  const { app } = service();
  const document = await (await app.request("/openapi.json")).json();
  expect(document.openapi).toBe("3.1.0");
  for (const [path, schema] of [
    ["/predict", requestSchemas(LIMITS).predict],
    ["/predict/batch", requestSchemas(LIMITS).predictBatch],
  ] as const) {
    const written = document.paths[path].post.requestBody.content["application/json"].schema;
    expect({ $schema: "https://json-schema.org/draft/2020-12/schema", ...written }).toEqual(
      z.toJSONSchema(schema),
    );
  }
  const routes = new Set(app.routes.filter(({ method }) => method !== "ALL").map(({ path }) => path));
  expect(Object.keys(document.paths).sort()).toEqual([...routes].sort());
});

test("metrics count requests by route and status, and unknown paths as one", async () => {
  const { app, post } = service();
  await post("/predict", { text: "a" });
  await post("/predict", {});
  for (const path of ["/x", "/y", "/z"]) await app.request(path);
  const text = await (await app.request("/metrics")).text();
  expect(text).toContain('engram_requests_total{route="/predict",status="200"} 1');
  expect(text).toContain('engram_requests_total{route="/predict",status="422"} 1');
  expect(text).toContain('engram_requests_total{route="other",status="404"} 3');
  expect(text).toContain("engram_queue_texts 0");
  expect(text).toContain("process_resident_memory_bytes");
});

test("any JSON but the one that is asked for is a 4xx", async () => {
  const { post, errors } = service();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("/predict", "/predict/batch"), fc.json(), async (path, body) => {
      const { status } = await post(path, body);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
  expect(errors).toEqual([]);
});
