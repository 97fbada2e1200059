import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { engramClassify, finish, start } from "./support/engram-classify.ts";
import { reviews, reviewsCsv } from "./support/reviews.ts";
import { TINY } from "./support/tiny-training.ts";

const folder = mkdtempSync(join(tmpdir(), "engram-classify-resume-"));
const data = join(folder, "reviews.csv");
const whole = join(folder, "whole");
const train = (out: string) => ["train", data, "--out", out, ...TINY, "--epochs", "30"];
const weights = (out: string) => readFileSync(join(out, "forward", "model.safetensors"));

beforeAll(async () => {
  writeFileSync(data, reviewsCsv(reviews(160, { seed: 1 })));
  const { code, stderr } = await engramClassify(train(whole));
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Waits until the last stage has saved once. */
async function lastStageSaved(out: string): Promise<void> {
  while (!existsSync(join(out, "work", "train-forward-1", "last.safetensors"))) await sleep(5);
}

test("a run that was killed goes on with the same command, to the same bytes as an unbroken one", async () => {
  const out = join(folder, "killed");
  const child = start(train(out));
  await lastStageSaved(out);
  child.kill("SIGKILL");
  await once(child, "close");
  expect(existsSync(join(out, "classifier.json"))).toBe(false);
  const { code, stderr } = await engramClassify(train(out));
  expect(code, stderr).toBe(0);
  // The stage before was not trained again.
  expect(stderr).not.toMatch(/pretrain-forward:\n.*\n.*step 1 /);
  expect(weights(out)).toEqual(weights(whole));
});

test("Ctrl-C saves, says how to go on, and ends with 130; the same command then finishes", async () => {
  const out = join(folder, "interrupted");
  const child = start(train(out));
  const finished = finish(child);
  await lastStageSaved(out);
  child.kill("SIGINT");
  const { code, stderr } = await finished;
  expect(stderr).toMatch(/interrupted: the same command goes on from here\n$/);
  expect(code).toBe(130);
  expect(existsSync(join(out, "classifier.json"))).toBe(false);
  expect((await engramClassify(train(out))).code).toBe(0);
  expect(weights(out)).toEqual(weights(whole));
});
