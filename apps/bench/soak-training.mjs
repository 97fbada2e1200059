// Trains a small language model for many steps and checks that memory stays flat and nothing is left at the end:
//   node apps/bench/soak-training.mjs [--steps 20000]
// Exit code 1 when the heap, the resident memory or the number of tensors grows after the first tenth.
import { parseArgs } from "node:util";
import { chooseBackend, describeBackend } from "@engram/backend/node";
import { bpttStreams } from "@engram/dataset";
import { LanguageModel } from "@engram/lstm-core";
import { Random } from "@engram/random";
import { Trainer } from "@engram/trainer";
import * as tf from "@tensorflow/tfjs-core";

const { values } = parseArgs({ options: { steps: { type: "string", default: "20000" } } });
const steps = Number(values.steps);
if (!(Number.isInteger(steps) && steps >= 100)) {
  throw new RangeError(
    `soak-training: expected --steps to be an integer of at least 100, got ${values.steps}`,
  );
}
const choice = await chooseBackend();
console.log(describeBackend(choice));

const random = new Random(0);
const tokenIds = Int32Array.from({ length: 16 * 20 * 500 + 1 }, () => random.integer(50));
const batches = bpttStreams(tokenIds, { batchSize: 16, sequenceLength: 20 });
const model = LanguageModel.create(
  { vocabularySize: 50, embeddingSize: 16, hiddenSizes: [32, 32], dropout: { input: 0.1, between: 0.1 } },
  { seed: 0 },
);

const samples = [];
const every = Math.floor(steps / 10);
const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1);
const takeSample = (step) => {
  globalThis.gc?.();
  const { numTensors, heap } = tf.memory();
  samples.push({
    step,
    numTensors,
    rss: process.memoryUsage.rss(),
    heap: heap?.bytesInUse,
    reserved: heap?.bytesReserved,
  });
  const { rss, heap: inUse, reserved } = samples.at(-1);
  console.log(
    `step ${step}: ${numTensors} tensors, resident ${megabytes(rss)} MB` +
      (inUse === undefined ? "" : `, heap ${megabytes(inUse)} MB in use, ${megabytes(reserved)} MB reserved`),
  );
};

const started = performance.now();
await new Trainer(model, batches, {
  maxSteps: steps,
  learningRate: 0.001,
  observers: [
    {
      onStep({ step }) {
        if (step % every === 0) takeSample(step);
      },
    },
  ],
}).run();
console.log(`${steps} steps, ${((performance.now() - started) / steps).toFixed(3)} ms each`);

const [, first, ...later] = samples;
const last = later.at(-1);
const problems = [];
if (last.numTensors > first.numTensors) problems.push(`${last.numTensors - first.numTensors} tensors more`);
if (last.heap > first.heap) problems.push(`${last.heap - first.heap} bytes more in use in the heap`);
if (last.reserved > first.reserved) problems.push("the heap has grown");
if (last.rss > first.rss * 1.1 + 2 ** 24)
  problems.push(`resident memory from ${megabytes(first.rss)} to ${megabytes(last.rss)} MB`);
model.dispose();
tf.removeBackend(choice.backend);
// The threads end on their own time.
await new Promise((resolve) => setTimeout(resolve, 1000));
const handles = process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY|FSReq/.test(name));
if (handles.length > 0) problems.push(`left at the end: ${handles.join(", ")}`);
console.log(
  problems.length === 0 ? "flat: nothing grew, nothing is left" : `NOT FLAT: ${problems.join("; ")}`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
