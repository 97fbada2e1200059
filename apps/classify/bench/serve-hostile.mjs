// Sends malformed and hostile requests to `engram-classify serve`, while slow clients hold connections open:
//   node apps/classify/bench/serve-hostile.mjs DIR [--requests 10000] [--seed 0]
// Every request must be answered with a 4xx, and the server must answer as before at the end.
import { once } from "node:events";
import { connect } from "node:net";
import { parseArgs } from "node:util";
import { Random } from "@engram/random";
import { startServer } from "./support/start-server.mjs";

const AT_A_TIME = 50;
const SLOW_CLIENTS = 100;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { requests: { type: "string", default: "10000" }, seed: { type: "string", default: "0" } },
});
if (positionals[0] === undefined) throw new Error("serve-hostile: expected the folder of a classifier");
const random = new Random(Number(values.seed));
const server = await startServer(positionals[0]);
const port = Number(new URL(server.url).port);

const bytes = (count) => Buffer.from(Array.from({ length: count }, () => random.integer(256)));
const pick = (list) => list[random.integer(list.length)];
const path = () => pick(["/predict", "/predict/batch"]);

/** A request with a body whose length is told. */
function withBody(
  body,
  { method = "POST", target = path(), headers = ["Content-Type: application/json"] } = {},
) {
  const content = Buffer.from(body);
  const lines = [`${method} ${target} HTTP/1.1`, "Host: localhost", ...headers];
  const head = [...lines, `Content-Length: ${content.length}`, "Connection: close", "", ""].join("\r\n");
  return Buffer.concat([Buffer.from(head), content]);
}

/** Kinds of hostile requests: each makes the bytes of one. */
const kinds = {
  "random bytes as body": () => withBody(bytes(1 + random.integer(400))),
  "JSON cut short": () => withBody('{"text":"a film"}'.slice(0, random.integer(17))),
  "JSON of another shape": () =>
    withBody(
      pick(["null", "1", "[]", '"a"', '{"text":null}', '{"texts":"a"}', '{"texts":[[]]}', '{"texts":[]}']),
    ),
  "fields of prototypes": () =>
    withBody(
      pick(['{"__proto__":{"text":"a"}}', '{"constructor":{"text":"a"}}', '{"text":"a","__proto__":1}']),
      {
        target: "/predict",
      },
    ),
  "deep nesting": () => withBody("[".repeat(1 + random.integer(100_000))),
  "too many texts": () => withBody(JSON.stringify({ texts: new Array(65 + random.integer(1000)).fill("a") })),
  "a text too long": () => withBody(JSON.stringify({ text: "a".repeat(100_001) }), { target: "/predict" }),
  "a body too large": () => withBody(Buffer.alloc((1 << 20) + 1, 97)),
  "UTF-8 that is none": () =>
    withBody(Buffer.concat([Buffer.from('{"text":"'), bytes(8), Buffer.from([0xff, 0x22, 0x7d])])),
  "another content type": () =>
    withBody('{"text":"a"}', {
      headers: [pick(["Content-Type: text/plain", "X: y", "Content-Type: multipart/form-data"])],
    }),
  "a content encoding": () =>
    withBody(bytes(50), { headers: ["Content-Type: application/json", "Content-Encoding: gzip"] }),
  "another method": () => withBody("", { method: pick(["PUT", "DELETE", "PATCH", "OPTIONS"]) }),
  "an unknown path": () =>
    withBody("{}", {
      target: pick([
        "/",
        "/../../etc/passwd",
        "/predict/",
        "/%00",
        "/predict/batch/x",
        `/${"a".repeat(4000)}`,
      ]),
    }),
  "no HTTP": () => Buffer.concat([bytes(1 + random.integer(200)), Buffer.from("\r\n\r\n")]),
  "headers too large": () => withBody("{}", { headers: [`X: ${"a".repeat(20_000)}`] }),
  "a length that is none": () =>
    Buffer.from(
      `POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: ${pick(["-1", "x", "1e3", "99999999999999999999"])}\r\n\r\n`,
    ),
  "two lengths": () =>
    Buffer.from("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
  "length and chunks": () =>
    Buffer.from(
      "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
  "chunks that are none": () =>
    Buffer.from(
      "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
    ),
};

/** Sends bytes and gives the status of the first answer; undefined for none. */
async function exchange(content) {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
  });
  socket.on("error", () => {});
  socket.end(content);
  await once(socket, "close");
  return /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1];
}

const isHealthy = async () => (await fetch(`${server.url}/healthz`)).status === 200;
const answerTo = async (text) => {
  const headers = { "Content-Type": "application/json" };
  return (
    await fetch(`${server.url}/predict`, { method: "POST", headers, body: JSON.stringify({ text }) })
  ).json();
};

const before = await answerTo("a film");
const memoryBefore = await server.residentMebibytes();
const slow = Array.from({ length: SLOW_CLIENTS }, () => {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("POST /predict HTTP/1.1\r\nHost: x\r\n");
  const drip = setInterval(() => socket.write("X: y\r\n"), 500);
  return once(socket.resume(), "close").finally(() => clearInterval(drip));
});

const counts = new Map();
const names = Object.keys(kinds);
const requests = Number(values.requests);
const started = performance.now();
let sent = 0;
async function client() {
  while (sent < requests) {
    const name = names[sent++ % names.length];
    const status = await exchange(kinds[name]());
    const own = counts.get(name) ?? {};
    own[status ?? "none"] = (own[status ?? "none"] ?? 0) + 1;
    counts.set(name, own);
  }
}
await Promise.all(Array.from({ length: AT_A_TIME }, client));
const seconds = (performance.now() - started) / 1000;
const healthy = await isHealthy();
await Promise.all(slow);
const slowSeconds = (performance.now() - started) / 1000;
const same = JSON.stringify(await answerTo("a film")) === JSON.stringify(before);
const memoryAfter = await server.residentMebibytes();
const code = await server.stop();

let refused = 0;
for (const [name, statuses] of counts) {
  console.log(
    `${name.padEnd(24)}${Object.entries(statuses)
      .map(([status, count]) => `${status}: ${count}`)
      .join(", ")}`,
  );
  for (const [status, count] of Object.entries(statuses)) if (/^4\d\d$/.test(status)) refused += count;
}
console.log(`${refused} of ${requests} answered with a 4xx in ${seconds.toFixed(1)} s`);
console.log(`${SLOW_CLIENTS} slow clients were cut after ${slowSeconds.toFixed(0)} s at most`);
console.log(
  `healthy ${healthy}, same answer ${same}, memory ${memoryBefore.toFixed(0)} to ${memoryAfter.toFixed(0)} MiB, exit code ${code}`,
);
process.exitCode = refused === requests && healthy && same && code === 0 ? 0 : 1;
