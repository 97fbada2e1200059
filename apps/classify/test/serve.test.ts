import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { engramClassify, finish, start } from "./support/engram-classify.ts";
import { reviews, reviewsCsv } from "./support/reviews.ts";
import { TINY } from "./support/tiny-training.ts";

const folder = mkdtempSync(join(tmpdir(), "engram-classify-serve-"));
const run = join(folder, "run");
let server: ChildProcess;
let url: string;

/** A server on a port that is free, as soon as it listens. */
async function listening(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = start(["serve", run, "--port", "0", ...args], env);
  let said = "";
  for await (const chunk of child.stderr!) {
    said += chunk;
    const address = /listening on (http:\S+)\n/.exec(said)?.[1];
    if (address !== undefined) return { child, url: address };
  }
  throw new Error(`expected a server, got: ${said}`);
}

const post = (address: string, path: string, body: unknown) =>
  fetch(address + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

beforeAll(async () => {
  const data = join(folder, "reviews.csv");
  writeFileSync(data, reviewsCsv(reviews(160, { seed: 1 })));
  expect((await engramClassify(["train", data, "--out", run, ...TINY])).code).toBe(0);
  ({ child: server, url } = await listening([]));
});
afterAll(() => {
  server.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

test("listens on loopback alone", () => expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/));

test("concurrent requests get the numbers that predict gives for each text", async () => {
  const texts = reviews(60, { seed: 5 }).map(({ text }) => text);
  const served = await Promise.all(texts.map(async (text) => (await post(url, "/predict", { text })).json()));
  const { stdout } = await engramClassify(["predict", run, ...texts, "--json"]);
  for (const [index, line] of stdout.trimEnd().split("\n").entries()) {
    const expected = JSON.parse(line);
    expect(served[index].label).toBe(expected.label);
    expect(served[index].probabilities.positive).toBeCloseTo(expected.probabilities.positive, 5);
  }
});

/** Sends bytes as they are and gives the status lines that come back until the server closes the connection. */
async function exchange(bytes: Uint8Array): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let received = "";
  socket.on("data", (chunk) => (received += chunk.toString("latin1")));
  socket.on("error", () => {});
  socket.end(bytes);
  await once(socket, "close");
  return received;
}

const statuses = (received: string) =>
  [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code));

test("random bytes as bodies are all 4xx, and the server goes on", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (body) => {
      const head = `POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
      const [status] = statuses(await exchange(Buffer.concat([Buffer.from(head), body])));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test("an idle connection is still open when what was announced of it has passed", async () => {
  const socket = connect(Number(new URL(url).port), "127.0.0.1").setEncoding("latin1");
  const ask = async () => {
    socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    return String(await once(socket, "data"));
  };
  const announced = Number(/^keep-alive: timeout=(\d+)/im.exec(await ask())?.[1]);
  expect(announced).toBeGreaterThan(0);
  await sleep(1000 * announced + 300);
  expect(statuses(await ask())).toEqual([200]);
  await once(socket, "close");
}, 30_000);

test("what is no HTTP is answered with 400 or closed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
      for (const status of statuses(await exchange(bytes))) expect(status).toBe(400);
    }),
    { numRuns: 100 },
  );
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test("bodies in chunks beyond the limit, and a nesting as deep as the limit, are 4xx", async () => {
  const megabyte = "a".repeat(1 << 20);
  const chunked = `POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${(1 << 20).toString(16)}\r\n${megabyte}\r\n10\r\n${"a".repeat(16)}\r\n0\r\n\r\n`;
  expect(statuses(await exchange(Buffer.from(chunked)))).toEqual([413]);
  const headers = { "Content-Type": "application/json" };
  const nested = await fetch(`${url}/predict`, { method: "POST", headers, body: "[".repeat(1 << 20) });
  expect(nested.status).toBe(400);
  const numbers = await fetch(`${url}/predict/batch`, {
    method: "POST",
    headers,
    body: `{"texts":[${"1,".repeat(400_000)}1]}`,
  });
  expect(numbers.status).toBe(422);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s: what was accepted is answered, then it ends with 0",
  async (signal) => {
    const { child, url: address } = await listening(["--batch-wait", "600"]);
    const finished = finish(child);
    // A first answer opens the connection that is kept.
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    const answers = Promise.all(
      reviews(20, { seed: 6 }).map(async ({ text, label }) => {
        const response = await post(address, "/predict", { text });
        return [response.status, (await response.json()).label, label];
      }),
    );
    await sleep(200);
    child.kill(signal);
    await sleep(100);
    const late = connect(Number(new URL(address).port), "127.0.0.1");
    await expect(once(late, "connect")).rejects.toThrow("ECONNREFUSED");
    for (const [status, predicted, actual] of await answers)
      expect([status, predicted]).toEqual([200, actual]);
    expect((await finished).code).toBe(0);
  },
);

test("a second signal ends it at once", async () => {
  const { child, url: address } = await listening(["--batch-wait", "60000", "--timeout", "60000"]);
  const finished = finish(child);
  post(address, "/predict", { text: "waits" }).catch(() => {});
  await sleep(200);
  child.kill("SIGTERM");
  await sleep(200);
  const from = performance.now();
  child.kill("SIGTERM");
  expect((await finished).code).toBe(1);
  expect(performance.now() - from).toBeLessThan(5000);
});

test("the token comes from a file or from the environment", async () => {
  const file = join(folder, "token");
  writeFileSync(file, "s3cret\n");
  for (const [args, env] of [
    [["--token-file", file], {}],
    [[], { ENGRAM_CLASSIFY_TOKEN: "s3cret" }],
  ] as const) {
    const { child, url: address } = await listening(args, env);
    expect((await post(address, "/predict", { text: "a" })).status).toBe(401);
    expect((await fetch(`${address}/metrics`, { headers: { Authorization: "Bearer s3cret" } })).status).toBe(
      200,
    );
    child.kill("SIGKILL");
  }
  writeFileSync(file, "two words");
  const { code, stderr } = await engramClassify(["serve", run, "--token-file", file]);
  expect(stderr).toMatch(/expected a token of printable ASCII without spaces/);
  expect(code).toBe(1);
});

test("a port that is taken, and a folder without a classifier, end it with one line", async () => {
  const taken = await engramClassify(["serve", run, "--port", new URL(url).port]);
  expect(taken.stderr).toMatch(/^engram-classify: .*EADDRINUSE.*\n$/);
  const nothing = await engramClassify(["serve", folder]);
  expect(nothing.stderr).toMatch(/^engram-classify: .*is not the folder of a classifier.*\n$/);
  expect([taken.code, nothing.code]).toEqual([1, 1]);
});
