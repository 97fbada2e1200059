// Loads `engram-classify serve` from loopback and checks every answer:
//   node apps/classify/bench/serve-load.mjs [DIR] [--seconds 60] [--rate N] [--words 200] [--embedding 256] [--hidden 512,256]
// Without DIR it serves a classifier of these sizes with random weights. Without --rate it measures how many requests
// a second are answered by 64 clients that wait for their answers, and then sends twice as many, whether they are
// answered or not.
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startServer } from "./support/start-server.mjs";
import { madeUpText, writeUntrainedClassifier } from "./support/untrained-classifier.mjs";

const TEXTS = 50;
const CLIENTS = 64;
const CAPACITY_SECONDS = 5;
const MEMORY_SAMPLES = 6;
/** Probabilities of a text differ by the batch that it is read in, by rounding alone. */
const TOLERANCE = 1e-4;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "60" },
    rate: { type: "string" },
    words: { type: "string", default: "200" },
    embedding: { type: "string", default: "256" },
    hidden: { type: "string", default: "512,256" },
  },
});
const seconds = Number(values.seconds);
const made = positionals[0] === undefined ? await mkdtemp(join(tmpdir(), "engram-serve-load-")) : undefined;
if (made !== undefined) {
  const hiddenSizes = values.hidden.split(",").map(Number);
  await writeUntrainedClassifier(made, { embeddingSize: Number(values.embedding), hiddenSizes });
}
const server = await startServer(made ?? positionals[0]);
// Node's agent heeds how long the server keeps idle connections only where it has a longer time of its own.
const agent = new Agent({ keepAlive: true, maxSockets: 2048, timeout: 60_000 });
const texts = Array.from({ length: TEXTS }, (_, seed) => madeUpText(Number(values.words), seed));
const bodies = texts.map((text) => JSON.stringify({ text }));

/** @returns the status and the body; status 0 for a connection that broke. */
function post(body) {
  return new Promise((resolve) => {
    const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
    const sent = request(`${server.url}/predict`, { method: "POST", agent, headers }, (response) => {
      let received = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        received += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, received, headers: response.headers }));
    });
    sent.on("error", () => resolve({ status: 0, received: "" }));
    sent.end(body);
  });
}

const expected = [];
for (const body of bodies) expected.push(JSON.parse((await post(body)).received));

function isRight(received, index) {
  const { label, probabilities } = JSON.parse(received);
  const right = expected[index];
  return (
    label === right.label &&
    Object.keys(probabilities).every(
      (name) => Math.abs(probabilities[name] - right.probabilities[name]) < TOLERANCE,
    )
  );
}

async function measureCapacity() {
  const end = performance.now() + 1000 * CAPACITY_SECONDS;
  let answered = 0;
  const client = async (_, start) => {
    for (let index = start; performance.now() < end; index++) {
      const { status } = await post(bodies[index % TEXTS]);
      if (status === 200) answered++;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return answered / CAPACITY_SECONDS;
}

const capacity = values.rate === undefined ? await measureCapacity() : undefined;
if (capacity !== undefined) console.log(`capacity: ${capacity.toFixed(0)} requests/s (${CLIENTS} clients)`);
const rate = values.rate === undefined ? 2 * capacity : Number(values.rate);
const memory = [await server.residentMebibytes()];
const counts = new Map();
const latencies = [];
const healthLatencies = [];
let wrong = 0;
let withoutRetryAfter = 0;
const started = performance.now();

async function send(index) {
  const from = performance.now();
  const { status, received, headers } = await post(bodies[index]);
  counts.set(status, (counts.get(status) ?? 0) + 1);
  if (status === 503 && headers["retry-after"] === undefined) withoutRetryAfter++;
  if (status !== 200) return;
  latencies.push(performance.now() - from);
  if (!isRight(received, index)) wrong++;
}

async function watchHealth() {
  while (performance.now() - started < 1000 * seconds) {
    const from = performance.now();
    await (await fetch(`${server.url}/healthz`)).text();
    healthLatencies.push(performance.now() - from);
    if (performance.now() - started > (1000 * seconds * memory.length) / MEMORY_SAMPLES) {
      memory.push(await server.residentMebibytes());
    }
    await sleep(100);
  }
}

const health = watchHealth();
const pending = new Set();
for (let sent = 0; performance.now() - started < 1000 * seconds; ) {
  const due = Math.floor(((performance.now() - started) / 1000) * rate);
  for (; sent < due; sent++) {
    const sending = send(sent % TEXTS).finally(() => pending.delete(sending));
    pending.add(sending);
  }
  await sleep(2);
}
await Promise.all([...pending, health]);
const elapsed = (performance.now() - started) / 1000;
memory.push(await server.residentMebibytes());
agent.destroy();
const code = await server.stop();
if (made !== undefined) await rm(made, { recursive: true });

const quantile = (times, share) => {
  const sorted = [...times].sort((one, other) => one - other);
  return `${(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1)} ms`;
};
const count = (status) => counts.get(status) ?? 0;
console.log(`sent ${rate.toFixed(0)} requests/s for ${seconds} s, texts of ${values.words} words`);
console.log(`answered      ${(count(200) / elapsed).toFixed(0)} requests/s, wrong ${wrong}`);
console.log(`latency       p50 ${quantile(latencies, 0.5)}, p99 ${quantile(latencies, 0.99)}`);
console.log(`refused       ${count(503)} with 503, ${withoutRetryAfter} of them without Retry-After`);
console.log(`timed out     ${count(504)}; broken connections ${count(0)}`);
console.log(`/healthz      p50 ${quantile(healthLatencies, 0.5)}, p99 ${quantile(healthLatencies, 0.99)}`);
console.log(
  `memory        ${memory.map((mebibytes) => mebibytes.toFixed(0)).join(", ")} MiB, the last at rest`,
);
console.log(`exit code     ${code}`);
const others = [...counts.keys()].filter((status) => ![200, 503, 504].includes(status));
process.exitCode = wrong > 0 || withoutRetryAfter > 0 || others.length > 0 || code !== 0 ? 1 : 0;
