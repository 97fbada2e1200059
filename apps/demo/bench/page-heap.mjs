// Trains in the built page and checks that its memory stays flat:
//   node apps/demo/bench/page-heap.mjs [--minutes 10] [--text moby-dick]
// Each line: heaps of the page's main thread and of its worker after a collection, the kernels' heap, and tensors.
// Exit code 1 when one of them grows after the first fifth.

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { preview } from "vite";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, text: { type: "string", default: "moby-dick" } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new RangeError(`page-heap: expected --minutes above 0, got ${values.minutes}`);

const server = await preview({
  root: fileURLToPath(new URL("..", import.meta.url)),
  preview: { port: 0, host: "127.0.0.1" },
});
const browser = await chromium.launch({
  executablePath: process.env.ENGRAM_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage();
const session = await page.context().newCDPSession(page);
await page.goto(server.resolvedUrls.local[0]);
await page
  .getByTestId("status")
  .getByText(/^engram/)
  .waitFor();

/** The worker's own session: heaps are by thread. */
const workers = new Map();
session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => workers.set(sessionId, targetInfo));
await session.send("Target.setAutoAttach", {
  autoAttach: true,
  waitForDebuggerOnStart: false,
  flatten: false,
});

await page.locator(`input[name="text"][value="${values.text}"]`).check();
await page.locator('input[name="minutes"]').fill(String(minutes + 1));
await page.getByRole("button", { name: /^Train/ }).click();
await page.locator('[data-state="running"]').waitFor();

/** @param {string} name */
const shown = async (name) =>
  Number((await page.getByTestId(`number-${name}`).textContent()).replace(/[^\d.]/g, ""));

let messageId = 0;
/** @param {string} sessionId @param {string} method @returns {Promise<any>} */
function askWorker(sessionId, method) {
  const id = ++messageId;
  return new Promise((resolve) => {
    const listen = ({ sessionId: from, message }) => {
      const answer = JSON.parse(message);
      if (from !== sessionId || answer.id !== id) return;
      session.off("Target.receivedMessageFromTarget", listen);
      resolve(answer.result);
    };
    session.on("Target.receivedMessageFromTarget", listen);
    session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method }) });
  });
}

async function sample() {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const [studio] = [...workers].filter(([, { title }]) => title === "studio" || title.includes("worker-"));
  let worker = Number.NaN;
  if (studio !== undefined) {
    await askWorker(studio[0], "HeapProfiler.collectGarbage");
    worker = (await askWorker(studio[0], "Runtime.getHeapUsage")).usedSize;
  }
  const megabytes = (bytes) => Math.round(bytes / 1e4) / 100;
  return {
    step: await shown("step"),
    main: megabytes(usedSize),
    worker: megabytes(worker),
    kernels: await shown("memory"),
    tensors: await shown("tensors"),
  };
}

const samples = [];
const interval = (minutes * 60_000) / 20;
for (let turn = 0; turn < 20; turn++) {
  await page.waitForTimeout(interval);
  samples.push(await sample());
  console.log(JSON.stringify(samples.at(-1)));
}
await browser.close();
await server.close();

// Each sample is taken at some moment of a step, of a validation or of a sample: the least of several is the floor.
const floor = (part, name) => Math.min(...part.map((each) => each[name]));
const [early, late] = [samples.slice(4, 10), samples.slice(-6)];
const grown = ["main", "worker", "kernels", "tensors"].filter(
  (name) => floor(late, name) > floor(early, name) * 1.05 + (name === "tensors" ? 0 : 0.5),
);
console.log(grown.length === 0 ? "flat: nothing grew" : `NOT FLAT: ${grown.join(", ")}`);
process.exit(grown.length === 0 ? 0 : 1);
