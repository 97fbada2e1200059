#!/usr/bin/env node
/*
 * Trains a character model here and in PyTorch, from the same weights and batches, and compares their losses.
 *
 *   pnpm build && node tools/charlm-reference.mjs TEXT [--python PATH] [--steps 200] [--backend wasm] [--limit 1e-3]
 *
 * 2 x LSTM(128) on one-hot characters, 50 streams of 50 characters a step, state carried, Adam 2e-3, clipped to
 * a norm of 5, through the packages that the apps use (dataset, lstm-core, trainer). `--python` names a Python
 * with torch, numpy and safetensors, which runs tools/charlm_reference.py. Exits with 1 when two losses are
 * further apart than the limit.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: "string", default: "python3" },
    steps: { type: "string", default: "200" },
    backend: { type: "string" },
    limit: { type: "string", default: "1e-3" },
  },
});
const [textPath] = positionals;
if (textPath === undefined) throw new Error("charlm-reference: expected the path of a text, got none");
const steps = Number(values.steps);

const packaged = (name, entry = "") =>
  createRequire(new URL(`../packages/${name}/package.json`, import.meta.url))(`@engram/${name}${entry}`);
const { chooseBackend } = packaged("backend", "/node");
const { bpttStreams } = packaged("dataset");
const { LanguageModel, encodeSafetensors } = packaged("lstm-core");
const { Trainer } = packaged("trainer");

const text = [...readFileSync(textPath, "utf8")];
const characters = [...new Set(text)].sort();
const ids = new Map(characters.map((character, index) => [character, index]));
const tokens = Int32Array.from(text.slice(0, Math.floor(text.length * 0.9)), (character) =>
  ids.get(character),
);

const { runs } = await chooseBackend({ backend: values.backend });
const model = LanguageModel.create(
  { vocabularySize: characters.length, hiddenSizes: [128, 128] },
  { seed: 1 },
);
const theirs = torchLosses(await initialWeights());

const ours = [];
const trainer = new Trainer(model, bpttStreams(tokens, { batchSize: 50, sequenceLength: 50 }), {
  learningRate: 2e-3,
  clipNorm: 5,
  maxSteps: steps,
  observers: [{ onStep: ({ loss }) => void ours.push(loss) }],
});
const { elapsedSeconds } = await trainer.run();

const differences = ours.map((loss, step) => Math.abs(loss - theirs[step]));
console.log("step    here  PyTorch  difference");
for (let step = 0; step < steps; step++) {
  if ((step + 1) % 20 !== 0 && step !== 0) continue;
  const numbers = [ours[step].toFixed(5), theirs[step].toFixed(5), differences[step].toExponential(1)];
  console.log(`${String(step + 1).padStart(4)} ${numbers.join("  ")}`);
}
const largest = Math.max(...differences);
const speed = Math.round((steps * 2500) / elapsedSeconds);
console.log(
  `largest difference of ${steps} losses: ${largest.toExponential(1)} nats (${runs}, ${speed} characters/s)`,
);
process.exit(ours.length === theirs.length && largest <= Number(values.limit) ? 0 : 1);

/** The model's parameters before the first step, as safetensors. */
async function initialWeights() {
  const arrays = await Promise.all(
    Object.entries(model.parameters).map(async ([name, variable]) => [
      name,
      { shape: variable.shape, data: await variable.data() },
    ]),
  );
  return encodeSafetensors(Object.fromEntries(arrays));
}

/** The losses of PyTorch from the same weights. */
function torchLosses(weights) {
  const folder = mkdtempSync(join(tmpdir(), "engram-charlm-"));
  try {
    const paths = [join(folder, "initial.safetensors"), join(folder, "losses.json")];
    writeFileSync(paths[0], weights);
    const script = fileURLToPath(new URL("charlm_reference.py", import.meta.url));
    execFileSync(values.python, [script, textPath, ...paths, "--steps", String(steps)], { stdio: "inherit" });
    return JSON.parse(readFileSync(paths[1], "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
