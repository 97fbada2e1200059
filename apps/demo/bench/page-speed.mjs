// Training in the built page beside the same training in Node, and the page's own race with TensorFlow.js:
//   node apps/demo/bench/page-speed.mjs [--steps 300] [--pairs 5] [--thorough] [--dist apps/demo/dist]
// Prepare: turbo run build --filter=@engram/demo. Nothing else should run on the machine.

import { existsSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { preview } from "vite";
import { raceInPage } from "./race-in-page.mjs";
import { prepareNode } from "./train-in-node.mjs";
import { trainInPage } from "./train-in-page.mjs";

/** What the page takes where the browser has relaxed SIMD. */
const BUILD = "wasm-relaxed";
const WARM_UP = 20;
const demo = fileURLToPath(new URL("..", import.meta.url));

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "300" },
    pairs: { type: "string", default: "5" },
    thorough: { type: "boolean", default: false },
    dist: { type: "string", default: resolve(demo, "dist") },
  },
});
const [steps, pairs] = [wholeNumber("steps", 2 * WARM_UP), wholeNumber("pairs", 1)];
const outDir = resolve(values.dist);
if (!existsSync(resolve(outDir, "index.html"))) {
  throw new Error(`page-speed: expected the built page in ${outDir}: turbo run build --filter=@engram/demo`);
}

const server = await preview({
  root: demo,
  build: { outDir },
  preview: { port: 0, host: "127.0.0.1" },
  logLevel: "error",
});
const browser = await chromium.launch({
  executablePath: process.env.ENGRAM_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
try {
  const page = await browser.newPage({ locale: "en-GB" });
  await page.goto(`${server.resolvedUrls?.local[0]}#write`);
  const status = page.getByTestId("status");
  await status.getByText(/^engram/).waitFor({ timeout: 60_000 });
  const pageRuns = await status.locator("p").first().textContent();
  const node = await prepareNode({ build: BUILD, threads: availableParallelism() });
  if (node.runs !== pageRuns) {
    throw new Error(`page-speed: expected both to run the same, got ${node.runs} and ${pageRuns}`);
  }
  console.log(
    `${cpus()[0].model}, ${cpus().length} cores; Node ${process.version}; Chromium ${browser.version()}; ${pageRuns}`,
  );
  console.log(
    `Moby-Dick, characters, E 64, H 128, B 32, T 64; ${steps} steps, ${WARM_UP} of them to warm up\n`,
  );
  console.log("| pair | Node, tokens/s | page, tokens/s | page / Node | page says |\n|---|---|---|---|---|");
  /** @type {{ node: number, clock: number, shown: number, ratio: number }[]} */
  const rows = [];
  for (let pair = 1; pair <= pairs; pair++) {
    const inNode = () => node.train(steps, WARM_UP);
    const inPage = () => trainInPage(page, { steps, warmUp: WARM_UP });
    // Each goes first as often as the other.
    const nodeFirst = pair % 2 === 1 ? await inNode() : undefined;
    const { clock, shown } = await inPage();
    const nodeSpeed = nodeFirst ?? (await inNode());
    rows.push({ node: nodeSpeed, clock, shown, ratio: clock / nodeSpeed });
    printRow(String(pair), rows[rows.length - 1]);
  }
  const middle = (/** @type {"node" | "clock" | "shown" | "ratio"} */ name) =>
    median(rows.map((row) => row[name]));
  printRow("median", {
    node: middle("node"),
    clock: middle("clock"),
    shown: middle("shown"),
    ratio: middle("ratio"),
  });
  for (const job of /** @type {const} */ (["textbook", "language-model"])) {
    const text = await raceInPage(page, { job, isThorough: values.thorough });
    console.log(`\nThe room "Speed":\n${text.replace(/^/gm, "  ")}`);
  }
} finally {
  await browser.close();
  await server.close();
}
// The kernels' threads keep the process alive.
process.exit(0);

/**
 * @param {string} pair
 * @param {{ node: number, clock: number, shown: number, ratio: number }} row
 */
function printRow(pair, { node, clock, shown, ratio }) {
  const [left, right, said] = [node, clock, shown].map((speed) => Math.round(speed).toLocaleString("en"));
  console.log(`| ${pair} | ${left} | ${right} | ${ratio.toFixed(2)} | ${said} |`);
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/**
 * @param {"steps" | "pairs"} name
 * @param {number} least
 */
function wholeNumber(name, least) {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < least) {
    throw new RangeError(
      `page-speed: expected --${name} to be a whole number of at least ${least}, got ${values[name]}`,
    );
  }
  return number;
}
