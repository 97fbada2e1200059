import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMemoryCheckpoints } from "../src/index.ts";
import { jsonlLog } from "../src/node/index.ts";
import { observedRun } from "./support/observed-run.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jsonl-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entriesOf = (path: string) =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
/** What a log says of the run, without what differs between two sittings: starts, ends and times. */
const courseOf = (path: string) =>
  entriesOf(path)
    .filter(({ event }) => event !== "start" && event !== "end")
    .map(({ tokensPerSecond: _speed, elapsedSeconds: _time, ...rest }) => rest);

const evaluate = async ({ step }: { step: number }) => ({ loss: 2 + Math.sin(step), accuracy: step / 10 });
/** Beyond the first epoch, which has thirteen batches. */
const settings = { evaluate, evaluateEverySteps: 3, saveEverySteps: 4, maxSteps: 16 };

test("a log tells the run from its start to its end, one JSON object a line", async () => {
  const path = join(folder, "made", "log.jsonl");
  await observedRun({
    ...settings,
    checkpoints: createMemoryCheckpoints(),
    clipNorm: Number.POSITIVE_INFINITY,
    observers: [jsonlLog(path)],
  });
  const entries = entriesOf(path);
  expect(entries[0]).toMatchObject({ event: "start", step: 0, batchesPerEpoch: 13, parameterCount: 102 });
  expect(entries[0].settings).toMatchObject({
    optimizer: "adam",
    clipNorm: "Infinity",
    accumulate: 1,
    seed: 0,
    maxSteps: 16,
  });
  expect(entries.filter(({ event }) => event === "step").map(({ step }) => step)).toEqual(
    Array.from({ length: 16 }, (_, index) => index + 1),
  );
  expect(entries[1]).toEqual({
    event: "step",
    step: 1,
    epoch: 0,
    loss: expect.any(Number),
    count: 12,
    learningRate: 0.05,
    gradientNorm: expect.any(Number),
    tokensPerSecond: expect.any(Number),
    elapsedSeconds: expect.any(Number),
  });
  expect(entries.filter(({ event }) => event === "evaluate").map(({ step }) => step)).toEqual([
    3, 6, 9, 12, 15, 16,
  ]);
  expect(entries.filter(({ event }) => event === "epoch")).toMatchObject([{ epoch: 1, step: 13 }]);
  expect(entries.find(({ event }) => event === "evaluate")).toMatchObject({
    counted: true,
    best: true,
    metrics: { loss: 2 + Math.sin(3), accuracy: 0.3 },
  });
  expect(entries.at(-1)).toMatchObject({ event: "end", reason: "steps", step: 16 });
});

test("the log of a run that was interrupted and went on is that of one that was not", async () => {
  const [whole, parts] = [join(folder, "whole.jsonl"), join(folder, "parts.jsonl")];
  await observedRun({ ...settings, checkpoints: createMemoryCheckpoints(), observers: [jsonlLog(whole)] });
  const checkpoints = createMemoryCheckpoints();
  for (const interruptAfter of [2, 14, Number.POSITIVE_INFINITY]) {
    await observedRun({ ...settings, checkpoints, interruptAfter, observers: [jsonlLog(parts)] });
  }
  expect(courseOf(parts)).toEqual(courseOf(whole));
  expect(entriesOf(parts).filter(({ event }) => event === "start")).toMatchObject([
    { step: 0 },
    { step: 2 },
    { step: 14 },
  ]);
  expect(readdirSync(folder).sort()).toEqual(["parts.jsonl", "whole.jsonl"]);
});

test("steps past the checkpoint of a killed run, and its half line, are taken out", async () => {
  const [whole, killed] = [join(folder, "whole.jsonl"), join(folder, "killed.jsonl")];
  await observedRun({ ...settings, checkpoints: createMemoryCheckpoints(), observers: [jsonlLog(whole)] });
  const checkpoints = createMemoryCheckpoints();
  // The error at step 6 comes before that step's evaluation saves: the last checkpoint is that of step 4.
  const kill = {
    onStep({ step }: { step: number }) {
      if (step === 6) throw new Error("killed");
    },
  };
  const dies = observedRun({ ...settings, checkpoints, observers: [jsonlLog(killed), kill] });
  await expect(dies).rejects.toThrow("killed");
  expect(entriesOf(killed).at(-1)).toMatchObject({ event: "step", step: 6 });
  appendFileSync(killed, '{"event":"step","step":7,"lo');
  await observedRun({ ...settings, checkpoints, observers: [jsonlLog(killed)] });
  expect(courseOf(killed)).toEqual(courseOf(whole));
});

test("a run that begins anew begins the log anew", async () => {
  const path = join(folder, "log.jsonl");
  writeFileSync(path, '{"event":"step","step":1}\n');
  await observedRun({ checkpoints: createMemoryCheckpoints(), observers: [jsonlLog(path)] });
  expect(entriesOf(path).filter(({ event }) => event === "step")).toHaveLength(10);
});

test("a file that cannot be written ends the run with an error that names it", async () => {
  writeFileSync(join(folder, "file"), "");
  mkdirSync(join(folder, "folder"));
  for (const [path, code] of [
    [join(folder, "file", "log.jsonl"), "EEXIST"],
    [join(folder, "folder"), "EISDIR"],
    // A full disk, where the system has one.
    ...(existsSync("/dev/full") ? [["/dev/full", "ENOSPC"]] : []),
  ]) {
    const run = observedRun({ checkpoints: createMemoryCheckpoints(), observers: [jsonlLog(path)] });
    await expect(run).rejects.toThrow(`jsonlLog: expected to write ${path}, got ${code}`);
  }
});
