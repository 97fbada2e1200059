import { createKernels } from "@engram/kernels/node";
import { Random } from "@engram/random";
import { afterAll, describe, expect, test } from "vitest";
import { modelArrays, modelToFiles, type Pooling, SequenceClassifier } from "../src/index.ts";
import { ClassifierRunner, readModelFiles } from "../src/inference/index.ts";
import { onBackend } from "./backends.ts";

const random = new Random(3);
const batchSize = 5;
const sequenceLength = 11;
const batch = {
  inputs: Int32Array.from({ length: batchSize * sequenceLength }, () => random.integer(9)),
  lengths: Int32Array.of(11, 1, 7, 2, 10),
  batchSize,
  sequenceLength,
};

const started = new Map<string, Awaited<ReturnType<typeof createKernels>>>();
async function kernelsOf(build: "best" | "wasm-simd" | "reference") {
  const kernels =
    started.get(build) ?? (await createKernels(build === "best" ? { threads: 2 } : { build, threads: 1 }));
  started.set(build, kernels);
  return kernels;
}
afterAll(() => {
  for (const kernels of started.values()) kernels.dispose();
});

const shapes: [string, { pooling: Pooling; bidirectional: boolean; embeddingSize?: number }][] = [
  ["last", { pooling: "last", bidirectional: false, embeddingSize: 4 }],
  ["mean, one-hot", { pooling: "mean", bidirectional: false }],
  ["max, both directions", { pooling: "max", bidirectional: true, embeddingSize: 4 }],
  ["attention, both directions", { pooling: "attention", bidirectional: true, embeddingSize: 4 }],
  ["concat, both directions, one-hot", { pooling: "concat", bidirectional: true }],
  ["concat", { pooling: "concat", bidirectional: false, embeddingSize: 17 }],
];

describe.each(["best", "wasm-simd", "reference"] as const)("a classifier runner on the %s build", (build) => {
  test.each(shapes)("gives the model's probabilities: %s", (_, shape) =>
    onBackend("cpu", async () => {
      const kernels = await kernelsOf(build);
      const model = SequenceClassifier.create(
        { vocabularySize: 9, hiddenSizes: [6, 5], classes: 3, ...shape },
        { seed: 7 },
      );
      const expected = model.probabilities(batch).dataSync();
      const inUse = kernels.heap.bytesInUse;
      const runner = new ClassifierRunner(kernels, model.config, await modelArrays(model));
      expect(runner.probabilities(batch)).toBeAllClose(expected, { relative: 5e-6 });
      const { lengths: _lengths, ...whole } = batch;
      expect(runner.probabilities(whole)).toBeAllClose(model.probabilities(whole).dataSync(), {
        relative: 5e-6,
      });
      // A text in which no token comes twice is read another way than a batch in which all do.
      const short = { inputs: Int32Array.of(3, 1, 8, 5), batchSize: 1, sequenceLength: 4 };
      expect(runner.probabilities(short)).toBeAllClose(model.probabilities(short).dataSync(), {
        relative: 5e-6,
      });
      runner.dispose();
      model.dispose();
      // Scratch memory of the kernels stays for the next operation.
      kernels.trim();
      expect(kernels.heap.bytesInUse).toBeLessThanOrEqual(inUse);
    }),
  );
});

test("a runner reads a model's int8 files without making a tensor", () =>
  onBackend("cpu", async () => {
    const kernels = await kernelsOf("best");
    const model = SequenceClassifier.create(
      { vocabularySize: 9, embeddingSize: 4, hiddenSizes: [6], classes: 2, pooling: "concat" },
      { seed: 1 },
    );
    const { model: description, arrays } = readModelFiles(await modelToFiles(model, { precision: "int8" }));
    if (description.type !== "sequence-classifier") throw new Error(description.type);
    const runner = new ClassifierRunner(kernels, description.config, arrays);
    expect(runner.probabilities(batch)).toBeAllClose(model.probabilities(batch).dataSync(), {
      relative: 0.01,
    });
    runner.dispose();
    expect(() => runner.probabilities({ ...batch, inputs: batch.inputs.map(() => 9) })).toThrow(
      "ClassifierRunner.features: expected token ids in [0, 9), got 9 at position 0",
    );
    expect(() => runner.probabilities(batch)).toThrow("got one that was disposed");
    model.dispose();
  }));
