import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkpoint, type CheckpointStore, createMemoryCheckpoints } from "../src/index.ts";
import { createFolderCheckpoints, jsonlLog } from "../src/node/index.ts";
import { bundleChildScript, type Child, startChild } from "./support/child-script.ts";
import { observedRun } from "./support/observed-run.ts";
import { paddedCodec } from "./support/padded-codec.ts";
import { plainCodec } from "./support/plain-codec.ts";

const KILLS = 20;
const ENDLESS = "100000";

let folder: string;
let trainScript: string;
let saveScript: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "killed-"));
  trainScript = await bundleChildScript(new URL("./support/train-child.ts", import.meta.url), folder);
  saveScript = await bundleChildScript(new URL("./support/save-child.ts", import.meta.url), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const startTraining = (...args: string[]) => startChild(process.execPath, [trainScript, ...args]);

async function lineStarting(child: Child, start: string): Promise<string> {
  for (let line = await child.nextLine(); line !== undefined; line = await child.nextLine()) {
    if (line.startsWith(start)) return line;
  }
  throw new Error(`no line starting with "${start}"; ${(await child.ended).errors}`);
}

async function restOf(child: Child): Promise<string[]> {
  const lines: string[] = [];
  for (let line = await child.nextLine(); line !== undefined; line = await child.nextLine()) lines.push(line);
  return lines;
}

/** All that a checkpoint holds but the time, which is another in each run. */
function contentsOf({ arrays, metadata }: Checkpoint) {
  const run = JSON.parse(metadata.run);
  run.state.elapsedSeconds = 0;
  return { arrays, run };
}

const stepOf = async (store: CheckpointStore) =>
  JSON.parse((await store.load("last"))!.metadata.run).state.step as number;

test(`killed at ${KILLS} random moments, a run that saves all the time goes on from each as if nothing had been`, async () => {
  const directory = join(folder, "killed");
  const store = createFolderCheckpoints(directory, paddedCodec);
  let saved = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const child = startTraining(directory, ENDLESS);
    await lineStarting(child, "last");
    const milliseconds = Math.random() * 40;
    await delay(milliseconds);
    child.process.kill("SIGKILL");
    expect(await child.ended).toMatchObject({ code: null, signal: "SIGKILL" });
    // Loads, which checks its hash, and is not older than the one before.
    const step = await stepOf(store);
    expect(step, `killed after ${milliseconds} ms`).toBeGreaterThan(saved);
    saved = step;
  }

  const [last, whole] = [saved + 5, createMemoryCheckpoints()];
  const evaluate = async ({ step }: { step: number }) => ({ loss: 2 + Math.sin(step) });
  const settings = {
    saveEverySteps: 1,
    maxSteps: last,
    evaluate,
    evaluateEverySteps: 1e6,
  };
  const log = join(directory, "log.jsonl");
  await observedRun({ ...settings, checkpoints: store, observers: [jsonlLog(log)] });
  await observedRun({ ...settings, checkpoints: whole });
  expect(contentsOf((await store.load("last"))!)).toEqual(contentsOf((await whole.load("last"))!));
  // Half-written temporary files are gone, and each step is logged once.
  expect(readdirSync(directory).sort()).toEqual(["best.safetensors", "last.safetensors", "log.jsonl"]);
  const steps = readFileSync(log, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event === "step");
  expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
});

describe.each(["SIGINT", "SIGTERM"] as const)("%s", (signal) => {
  test("finishes the step, saves it, evaluates and ends", async () => {
    const directory = join(folder, signal);
    const child = startTraining(directory, ENDLESS);
    await lineStarting(child, "last 3");
    child.process.kill(signal);
    const lines = await restOf(child);
    expect(await child.ended).toMatchObject({ code: 0, signal: null });
    const step = await stepOf(createFolderCheckpoints(directory, paddedCodec));
    expect(step).toBeGreaterThanOrEqual(3);
    expect(lines.slice(-4)).toEqual([
      `last ${step}`,
      `evaluating ${step}`,
      `evaluated ${step} false`,
      `interrupted ${step}`,
    ]);
  });

  test("the second one ends the process at once, with code 130 and the step saved", async () => {
    const directory = join(folder, `two ${signal}`);
    const child = startTraining(directory, ENDLESS, "hang");
    await lineStarting(child, "last 3");
    child.process.kill(signal);
    const step = Number((await lineStarting(child, "evaluating")).split(" ")[1]);
    child.process.kill(signal);
    expect(await child.ended).toMatchObject({ code: 130, signal: null });
    expect(await stepOf(createFolderCheckpoints(directory, paddedCodec))).toBe(step);
  });
});

test("when no more fits on the disk the error says so and the checkpoint before stays", async () => {
  const directory = join(folder, "full");
  // A limit on the size of files stands for a full disk: part of the bytes fit, then the write fails.
  const limited = 'ulimit -f 256 && exec "$0" "$@"';
  const child = startChild("sh", ["-c", limited, process.execPath, saveScript, directory]);
  const lines = await restOf(child);
  expect(await child.ended).toMatchObject({ code: 0 });
  const path = join(directory, "last.safetensors");
  expect(lines).toEqual([
    "saved",
    expect.stringMatching(
      /^createFolderCheckpoints: expected to write .*, got EFBIG.*; the checkpoint saved before is intact$/,
    ),
  ]);
  expect(lines[1]).toContain(path);
  expect(readdirSync(directory)).toEqual(["last.safetensors"]);
  const { arrays } = (await createFolderCheckpoints(directory, plainCodec).load("last"))!;
  expect(arrays["model.kernel"].data).toEqual(new Float32Array(10).fill(10));
});
