import { bpttStreams, type TokenBatch } from "@engram/dataset";
import "@engram/test-utils";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { createMemoryCheckpoints, type StepReport, sgd, type Trainable, Trainer } from "../src/index.ts";
import { RecurrentModel } from "./support/recurrent-model.ts";
import { type LineBatch, lineModel, listStream, slopeModel } from "./support/simple-models.ts";

const tokens = Int32Array.from({ length: 151 }, (_, index) => (index * index + 3 * index) % 7);

beforeAll(() => tf.setBackend("cpu"));
afterEach(() => tf.disposeVariables());

describe("tensors", () => {
  test.each([1, 3])("are as many after each step, %i batches to a step", async (accumulate) => {
    const counts: number[] = [];
    const model = new RecurrentModel();
    const trainer = new Trainer<TokenBatch>(model, bpttStreams(tokens, { batchSize: 3, sequenceLength: 4 }), {
      maxSteps: 20,
      accumulate,
      saveEverySteps: 4,
      evaluate: async () => ({ loss: 1 }),
      observers: [{ onStep: () => void counts.push(tf.memory().numTensors) }],
    });
    await trainer.run();
    expect(counts).toHaveLength(20);
    expect(new Set(counts)).toEqual(new Set([counts[0]]));
  });

  test("dispose leaves only the model's", async () => {
    const model = new RecurrentModel();
    const before = tf.memory().numTensors;
    const trainer = new Trainer<TokenBatch>(model, bpttStreams(tokens, { batchSize: 3, sequenceLength: 4 }), {
      maxSteps: 3,
    });
    await trainer.run();
    await trainer.resume();
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("gradient accumulation", () => {
  const row = (index: number): [number, number] => [Math.sin(index), Math.cos(2 * index)];
  const batch = (from: number, to: number): LineBatch => {
    const indices = Array.from({ length: to - from }, (_, offset) => from + offset);
    return { inputs: indices.map(row), targets: indices.map((index) => 3 * Math.sin(5 * index)) };
  };

  test("of batches of different sizes equals the one large batch", async () => {
    const reports: StepReport[][] = [[], []];
    const fits = [
      { batches: [batch(0, 1), batch(1, 4), batch(4, 9)], accumulate: 3 },
      { batches: [batch(0, 9)], accumulate: 1 },
    ].map(async ({ batches, accumulate }, index) => {
      const { model, weights } = lineModel();
      const onStep = (report: StepReport) => void reports[index].push(report);
      const options = { optimizer: sgd({ momentum: 0.9 }), learningRate: 0.1, clipNorm: 1, maxSteps: 12 };
      await new Trainer(model, listStream(batches), {
        ...options,
        accumulate,
        observers: [{ onStep }],
      }).run();
      return weights.dataSync();
    });
    const [parts, whole] = await Promise.all(fits);
    expect(parts).toBeAllClose(whole, { relative: 1e-6 });
    for (const name of ["loss", "gradientNorm", "count"] as const) {
      expect(reports[0].map((report) => report[name])).toBeAllClose(reports[1].map((report) => report[name]));
    }
    expect(reports[0][0].gradientNorm).toBeGreaterThan(1);
  });

  test("takes what is left at the end of an epoch", async () => {
    const seen: [number, number][] = [];
    const { model } = lineModel();
    await new Trainer(model, listStream([batch(0, 2), batch(2, 4), batch(4, 9)]), {
      accumulate: 2,
      maxEpochs: 2,
      observers: [{ onStep: ({ count, epoch }) => void seen.push([epoch, count]) }],
    }).run();
    expect(seen).toEqual([
      [0, 4],
      [0, 5],
      [1, 4],
      [1, 5],
    ]);
  });
});

describe("the carried state", () => {
  /** Counts the batches since the state was cleared, in the state itself. */
  function countingModel() {
    const value = tf.tidy(() => tf.variable(tf.scalar(1)));
    const seen: (number | undefined)[] = [];
    const model: Trainable<{ startsStream: boolean }> = {
      parameters: { value },
      loss(_batch, carry) {
        seen.push(carry?.count.dataSync()[0]);
        return {
          loss: tf.square(value) as tf.Scalar,
          count: 1,
          carry: { count: tf.add(carry?.count ?? 0, 1), same: carry?.same ?? tf.scalar(7) },
        };
      },
    };
    return { model, seen };
  }
  const starts = [true, false, false, true, false].map((startsStream) => ({ startsStream }));

  test.each([1, 2])(
    "goes from batch to batch and is cleared where streams start, %i to a step",
    async (accumulate) => {
      const { model, seen } = countingModel();
      await new Trainer(model, listStream(starts), { maxEpochs: 2, accumulate }).run();
      const epoch = [undefined, 1, 2, undefined, 1];
      expect(seen).toEqual([...epoch, ...epoch]);
    },
  );

  test("comes back from a checkpoint", async () => {
    const checkpoints = createMemoryCheckpoints();
    const first = countingModel();
    await new Trainer(first.model, listStream(starts), { maxSteps: 2, checkpoints }).run();
    const second = countingModel();
    const trainer = new Trainer(second.model, listStream(starts), { maxSteps: 4, checkpoints });
    await trainer.resume();
    await trainer.run();
    expect([...first.seen, ...second.seen]).toEqual([undefined, 1, 2, undefined]);
    const arrays = (await checkpoints.load("last"))!.arrays;
    expect(arrays["carry.count"]).toEqual({ shape: [], data: Float32Array.of(1) });
  });
});

describe("clipping", () => {
  const changeBy = async (slope: number, clipNorm?: number) => {
    const { model, value } = slopeModel(0);
    const norms: number[] = [];
    await new Trainer(model, listStream([slope]), {
      optimizer: sgd(),
      learningRate: 1,
      maxSteps: 1,
      ...(clipNorm !== undefined && { clipNorm }),
      observers: [{ onStep: ({ gradientNorm }) => void norms.push(gradientNorm) }],
    }).run();
    expect(norms).toEqual([Math.abs(slope)]);
    return value.dataSync()[0];
  };

  test("brings a larger gradient down to the norm and leaves a smaller one; the report has the norm before it", async () => {
    expect(await changeBy(3)).toBe(-3);
    expect(await changeBy(-80)).toBeCloseTo(5, 5);
    expect(await changeBy(3, 2)).toBeCloseTo(-2, 5);
    expect(await changeBy(80, Number.POSITIVE_INFINITY)).toBe(-80);
  });
});

describe("batches without targets", () => {
  const parts: LineBatch[] = [
    { inputs: [], targets: [] },
    { inputs: [[1, 2]], targets: [3] },
    { inputs: [], targets: [] },
  ];

  test("teach nothing and are no step", async () => {
    const { model, weights } = lineModel();
    const other = lineModel();
    const options = { maxEpochs: 3, learningRate: 0.1 };
    const result = await new Trainer(model, listStream(parts), options).run();
    await new Trainer(other.model, listStream([parts[1]]), options).run();
    expect(weights.dataSync()).toEqual(other.weights.dataSync());
    expect(result).toMatchObject({ step: 3, epoch: 3, targets: 3 });
  });

  test("in a whole epoch are an error and no endless loop", async () => {
    const { model } = lineModel();
    const run = new Trainer(model, listStream([parts[0]]), { maxSteps: 3 }).run();
    await expect(run).rejects.toThrow("Trainer: expected batches with targets, got none in an epoch");
  });
});

test("untrainable parameters stay as they are and are in the checkpoint", async () => {
  const { model } = slopeModel(1);
  const frozen = tf.tidy(() => tf.variable(tf.scalar(4), false));
  const checkpoints = createMemoryCheckpoints();
  const both: Trainable<number> = { ...model, parameters: { ...model.parameters, frozen } };
  await new Trainer(both, listStream([1]), { maxSteps: 2, checkpoints }).run();
  expect(frozen.dataSync()[0]).toBe(4);
  const { arrays } = (await checkpoints.load("last"))!;
  expect(Object.keys(arrays).sort()).toEqual([
    "model.frozen",
    "model.value",
    "optimizer.mean.value",
    "optimizer.square.value",
  ]);
});

test.each([
  [3, "Trainer: expected 3 batches an epoch, got 2"],
  [1, "Trainer: expected 1 batches an epoch, got more"],
])("a stream of two batches that promises %i is an error", async (batchesPerEpoch, message) => {
  const stream = listStream([1, 2], { batchesPerEpoch });
  await expect(new Trainer(slopeModel().model, stream, { maxEpochs: 2 }).run()).rejects.toThrow(message);
  expect(stream.closed()).toBe(true);
});
