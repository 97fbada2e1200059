import { bpttStreams, type TokenBatch } from "@engram/dataset";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  adam,
  type Checkpoint,
  type CheckpointStore,
  createMemoryCheckpoints,
  sgd,
  Trainer,
  type TrainerOptions,
} from "../src/index.ts";
import { numbersOf, RecurrentModel } from "./support/recurrent-model.ts";

const tokens = Int32Array.from({ length: 151 }, (_, index) => (index * index + 3 * index) % 7);
const trainerOf = (
  checkpoints: CheckpointStore,
  options: Partial<TrainerOptions> = {},
  { model = new RecurrentModel(), batchSize = 3 } = {},
) => {
  const batches = bpttStreams(tokens, { batchSize, sequenceLength: 4 });
  return new Trainer<TokenBatch>(model, batches, { maxSteps: 3, ...options, checkpoints });
};

/** A store that holds just this checkpoint. */
const holding = (checkpoint: Checkpoint): CheckpointStore => ({
  save: async () => {},
  load: async () => checkpoint,
});

let good: Checkpoint;
beforeAll(async () => {
  await tf.setBackend("cpu");
  const checkpoints = createMemoryCheckpoints();
  await trainerOf(checkpoints).run();
  good = (await checkpoints.load("last"))!;
});
afterEach(() => tf.disposeVariables());

test("a checkpoint holds the parameters, the slots, the carried state and the counters", () => {
  expect(Object.keys(good.arrays).map((name) => name.split(".")[0])).toEqual([
    ...Array(4).fill("model"),
    ...Array(8).fill("optimizer"),
    "carry",
  ]);
  expect(good.metadata).toMatchObject({ format: "engram-checkpoint", version: "1" });
  expect(JSON.parse(good.metadata.run).state).toMatchObject({ step: 3, batches: 3, epoch: 0, intoEpoch: 3 });
});

test("resume says that there is none", async () => {
  expect(await trainerOf(createMemoryCheckpoints()).resume("best")).toBe(false);
});

describe("a checkpoint that does not fit is refused and changes nothing", () => {
  test.each<[string, () => Parameters<typeof trainerOf>]>([
    [
      "Trainer.resume: expected optimizer adam as in the checkpoint, got sgd",
      () => [holding(good), { optimizer: sgd() }],
    ],
    ["Trainer.resume: expected seed 0 as in the checkpoint, got 1", () => [holding(good), { seed: 1 }]],
    [
      "Trainer.resume: expected accumulate 1 as in the checkpoint, got 2",
      () => [holding(good), { accumulate: 2 }],
    ],
    [
      "Trainer.resume: expected model.embedding to be float32 [7,6], got float32 [7,5] in the checkpoint",
      () => [holding(good), {}, { model: new RecurrentModel({ hiddenSize: 6 }) }],
    ],
    [
      "Trainer.resume: expected model.output.bias in the checkpoint, got none",
      () => [holding({ ...good, arrays: without(good.arrays, "model.output.bias") })],
    ],
    [
      "Trainer.resume: expected no model.more, got one in the checkpoint",
      () => [holding({ ...good, arrays: { ...good.arrays, "model.more": good.arrays["model.embedding"] } })],
    ],
    [
      "Trainer.resume: expected 7 numbers in model.output.bias, got 6 in the checkpoint",
      () => [holding({ ...good, arrays: withNumbers("model.output.bias", 6) })],
    ],
    [
      "Trainer.resume: expected 15 numbers in carry.hidden, got 6 in the checkpoint",
      () => [holding({ ...good, arrays: withNumbers("carry.hidden", 6) })],
    ],
    ["bpttStreams", () => [holding(good), {}, { batchSize: 4 }]],
  ])("%s", async (message, make) => {
    const [store, options, { model = new RecurrentModel(), ...rest } = {}] = make();
    const before = numbersOf(model.parameters);
    const trainer = trainerOf(store, options, { model, ...rest });
    await expect(trainer.resume()).rejects.toThrow(message);
    expect(numbersOf(model.parameters)).toEqual(before);
    expect(trainer.step).toBe(0);
  });
});

describe("hostile metadata", () => {
  const resumeWith = (metadata: Record<string, string>) =>
    trainerOf(holding({ ...good, metadata }), { optimizer: adam() }).resume();

  test.each<[string, Record<string, string>]>([
    ["decodeMetadata: expected the format engram-checkpoint, got undefined", {}],
    ["decodeMetadata: expected version 1, got 2", { format: "engram-checkpoint", version: "2" }],
    ["decodeMetadata: expected run to be JSON", { format: "engram-checkpoint", version: "1", run: "{" }],
    [
      "decodeMetadata: expected run to be an object",
      { format: "engram-checkpoint", version: "1", run: "[]" },
    ],
  ])("%s", async (message, metadata) => {
    await expect(resumeWith(metadata)).rejects.toThrow(message);
  });

  test("with any counter of another kind gives an error that names it", async () => {
    const run = JSON.parse(good.metadata.run);
    const wrong = fc.oneof(
      fc.constantFrom(null, -1, 0.5, 1e300, "3", true, undefined),
      fc.array(fc.jsonValue(), { maxLength: 2 }),
      fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 2 }),
    );
    const counters = ["step", "batches", "epoch", "intoEpoch", "targets", "epochTargets"];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...counters), wrong, async (name, value) => {
        const changed = { ...run, state: { ...run.state, [name]: value } };
        const metadata = { ...good.metadata, run: JSON.stringify(changed) };
        await expect(resumeWith(metadata)).rejects.toThrow(
          `expected run.state.${name} to be an integer of 0 or more`,
        );
      }),
      { numRuns: 50 },
    );
  });
});

function without<Value>(record: Readonly<Record<string, Value>>, name: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}

/** The good arrays, one of them with another count of numbers than its shape has. */
function withNumbers(name: string, count: number): Checkpoint["arrays"] {
  return { ...good.arrays, [name]: { ...good.arrays[name], data: new Float32Array(count) } };
}
