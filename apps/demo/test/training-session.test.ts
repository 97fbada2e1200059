import { chooseBackend } from "@engram/backend/node";
import { type CheckpointStore, createMemoryCheckpoints } from "@engram/trainer";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { prepareCorpus } from "../src/worker/studio/prepare-corpus.ts";
import type { RunRecord } from "../src/worker/studio/run-store.ts";
import { defaultOptions, type TrainingOptions } from "../src/worker/studio/training-options.ts";
import { TrainingSession } from "../src/worker/studio/training-session.ts";
import { OWN_TEXT } from "./support/own-text.ts";

beforeAll(() => chooseBackend());

async function runOf(changes: Partial<TrainingOptions>, text = OWN_TEXT): Promise<RunRecord> {
  const options = {
    ...defaultOptions(text.length, "small"),
    hiddenSize: 24,
    minutes: 0,
    steps: 12,
    ...changes,
  };
  const { tokenizer, ...corpus } = await prepareCorpus(text, options);
  return {
    name: "sea",
    options,
    tokenizerJson: tokenizer.toJson(),
    ...corpus,
    sha256: "",
    bytes: text.length,
  };
}

function sessionOf(run: RunRecord, store: CheckpointStore = createMemoryCheckpoints(), onChange = () => {}) {
  return new TrainingSession(run, { keep: () => store, onChange });
}

/** A training that was paused after so many steps. */
async function pausedAt(step: number, run: RunRecord, store?: CheckpointStore): Promise<TrainingSession> {
  let isDue = true;
  const session: TrainingSession = sessionOf(run, store, () => {
    if (!isDue || session.snapshot().step < step) return;
    isDue = false;
    session.pause();
  });
  await session.train();
  return session;
}

const weightsOf = ({ model }: TrainingSession) =>
  Object.values(model.parameters).flatMap((parameter) => [...parameter.dataSync()]);

test("a training that is paused and goes on learns what one in one go learns", async () => {
  const run = await runOf({});
  const whole = sessionOf(run);
  await whole.train();
  expect(whole.snapshot()).toMatchObject({ state: "finished", step: 12, progress: 1 });

  const paused = await pausedAt(5, run);
  expect(paused.snapshot()).toMatchObject({ state: "paused", step: 5, savedStep: 5 });
  await paused.train();
  expect(paused.snapshot()).toMatchObject({ state: "finished", step: 12 });
  expect(weightsOf(paused)).toEqual(weightsOf(whole));
  expect(paused.snapshot().samples.at(-1)).toEqual(whole.snapshot().samples.at(-1));
  for (const session of [whole, paused]) session.dispose();
});

test("nothing is left when it is disposed", async () => {
  const run = await runOf({});
  const before = tf.memory().numTensors;
  const session = sessionOf(run);
  await session.train();
  session.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("a training that ends has the weights of its lowest held-out loss", async () => {
  // The better it knows the text, the less it expects of the end, which is held back.
  const strange = [...OWN_TEXT]
    .reverse()
    .join("")
    .slice(0, OWN_TEXT.length / 9);
  const store = createMemoryCheckpoints();
  const session = sessionOf(await runOf({ steps: 400, batchSize: 4 }, OWN_TEXT + strange), store);
  await session.train();
  const { bestStep, validation } = session.snapshot();
  const lowest = Math.min(...validation.values);
  expect(lowest).toBeLessThan(validation.values.at(-1) as number);
  expect(bestStep).toBe(validation.steps[validation.values.indexOf(lowest)]);
  const best = await store.load("best");
  const [name, parameter] = Object.entries(session.model.parameters)[0];
  expect([...parameter.dataSync()]).toEqual([...(best?.arrays[`model.${name}`].data ?? [])]);
  session.dispose();
});

test("a disk that is full ends no training: it says so, and saves again once there is room", async () => {
  const run = await runOf({});
  const kept = createMemoryCheckpoints();
  let isFull = true;
  const store: CheckpointStore = {
    load: (kind) => kept.load(kind),
    async save(kind, checkpoint) {
      if (isFull) throw new DOMException("the quota has been exceeded", "QuotaExceededError");
      await kept.save(kind, checkpoint);
    },
  };
  const session = await pausedAt(4, run, store);
  expect(session.snapshot()).toMatchObject({
    state: "paused",
    unsaved: "the quota has been exceeded",
    savedStep: 0,
  });
  isFull = false;
  await session.train();
  const { state, unsaved } = session.snapshot();
  expect(state).toBe("finished");
  expect(unsaved).toBeUndefined();
  expect(await kept.load("last")).toBeDefined();
  session.dispose();
});

test("a failure becomes a part of what is shown, and a training goes on after it", async () => {
  const run = await runOf({});
  const session = await pausedAt(4, run);
  const [parameter] = Object.values(session.model.parameters);
  tf.tidy(() => parameter.assign(tf.fill(parameter.shape, Number.NaN)));
  await session.train();
  const { state, failure } = session.snapshot();
  expect(state).toBe("failed");
  expect(failure).toMatch(/finite/);
  await session.train();
  expect(session.snapshot()).toMatchObject({ state: "finished" });
  expect(session.snapshot().failure).toBeUndefined();
  session.dispose();
});
