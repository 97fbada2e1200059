#!/usr/bin/env node
/*
 * Holds the LSTM against golden vectors of PyTorch on every TensorFlow.js backend of this machine.
 *
 *   pnpm build && node tools/check-golden.mjs [DIR]
 *
 * DIR holds lstm-*.json as tools/goldens/lstm.py writes them; without it, the project's own fixtures. Prints the
 * largest error of each file on each backend (an error: largest absolute difference / largest expected magnitude,
 * at least 1). Exits with 1 when one is above 1e-5, and when there is no file or no backend.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lstmErrors } from "./goldens/lstm-errors.mjs";

const LIMIT = 1e-5;
const BACKENDS = [
  "cpu",
  "engram",
  "engram:wasm-relaxed",
  "engram:wasm-simd",
  "engram:wasm-single",
  "wasm",
  "tensorflow",
];

const lstmCore = fileURLToPath(new URL("../packages/lstm-core/", import.meta.url));
const folder = process.argv[2] ?? join(lstmCore, "test", "fixtures");
if (!existsSync(folder)) fail(`check-golden: expected a folder, got ${folder}`);
const files = readdirSync(folder)
  .filter((name) => /^lstm-.*\.json$/.test(name))
  .sort();
if (files.length === 0) fail(`check-golden: expected lstm-*.json in ${folder}, found none`);
if (!existsSync(join(lstmCore, "dist", "index.js"))) fail("check-golden: run `pnpm build` first");

// As @engram/lstm-core sees them, so that there is one copy of TensorFlow.js.
const require = createRequire(join(lstmCore, "dist", "index.js"));
const tf = require("@tensorflow/tfjs-core");
const { lstmSequence } = require("@engram/lstm-core");
const { chooseBackend } = require("@engram/backend/node");

let checked = 0;
let failed = 0;
for (const backend of BACKENDS) {
  const reason = await start(backend);
  if (reason !== undefined) {
    console.log(`${backend.padEnd(20)} skipped: ${reason}`);
    continue;
  }
  for (const file of files) {
    const line = `${backend.padEnd(20)} ${file.padEnd(26)}`;
    try {
      const errors = await lstmErrors(
        { tf, lstmSequence },
        JSON.parse(readFileSync(join(folder, file), "utf8")),
      );
      const [name, error] = worst(errors);
      const good = error <= LIMIT;
      if (!good) failed++;
      const verdict = good ? "ok  " : "FAIL";
      const count = Object.keys(errors).length;
      console.log(`${line} ${verdict} ${error.toExponential(1)} (${name}, the worst of ${count} arrays)`);
    } catch (error) {
      failed++;
      console.log(`${line} FAIL ${error instanceof Error ? error.message : error}`);
    }
    checked++;
  }
}
console.log(`golden vectors: ${checked - failed} passed, ${failed} failed (limit ${LIMIT})`);
process.exit(checked > 0 && failed === 0 ? 0 : 1);

/** Makes `backend` the active one, or says why it does not run. */
async function start(backend) {
  try {
    await chooseBackend({ backend });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The largest error with its name; one that is not a number is the largest of all. */
function worst(errors) {
  return Object.entries(errors).reduce((most, entry) => (entry[1] <= most[1] ? most : entry));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
