import { bpttStreams, type TokenBatch } from "@engram/dataset";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import {
  adam,
  adamW,
  cosine,
  createMemoryCheckpoints,
  plateau,
  rmsProp,
  sgd,
  slantedTriangular,
  Trainer,
  type TrainerOptions,
  warmUp,
} from "../src/index.ts";
import { numbersOf, RecurrentModel } from "./support/recurrent-model.ts";

const tokens = Int32Array.from({ length: 151 }, (_, index) => (index * index + 3 * index) % 7);
const batches = () => bpttStreams(tokens, { batchSize: 3, sequenceLength: 4 });

beforeAll(() => tf.setBackend("cpu"));

/** Trains to the end, interrupting after each of `stops` and going on with a new model and trainer. */
async function train(options: TrainerOptions, stops: readonly number[] = []) {
  const checkpoints = createMemoryCheckpoints();
  const seen: { step: number; loss: number; learningRate: number }[] = [];
  for (const stop of [...stops, Number.POSITIVE_INFINITY]) {
    const model = new RecurrentModel();
    // Other weights than at the start: only the checkpoint can bring back the right ones.
    if (seen.length > 0)
      for (const variable of Object.values(model.parameters)) variable.assign(tf.ones(variable.shape));
    const interrupt = new AbortController();
    const trainer = new Trainer<TokenBatch>(model, batches(), {
      ...options,
      checkpoints,
      now: () => 0,
      observers: [
        {
          onStep({ step, loss, learningRate }) {
            seen.push({ step, loss, learningRate });
            if (step === stop) interrupt.abort();
          },
        },
      ],
    });
    expect(await trainer.resume()).toBe(seen.length > 0);
    const { reason, best } = await trainer.run({ signal: interrupt.signal });
    if (reason !== "interrupted")
      return { seen, best, parameters: numbersOf(model.parameters), last: await checkpoints.load("last") };
    trainer.dispose();
    model.dispose();
  }
  throw new Error("unreachable");
}

describe("a run of ten steps equals five, an interruption and five more, bit for bit", () => {
  const pseudoLoss = async ({ step }: { step: number }) => ({ loss: 2 + Math.sin(step) });
  test.each<[string, TrainerOptions]>([
    ["adam", { optimizer: adam(), learningRate: 0.01 }],
    [
      "adamW with warm-up and cosine",
      { optimizer: adamW(), learningRate: warmUp(cosine(0.01), { steps: 4 }) },
    ],
    ["rmsProp with momentum", { optimizer: rmsProp({ momentum: 0.9 }), learningRate: 0.01 }],
    ["sgd with Nesterov momentum", { optimizer: sgd({ momentum: 0.9, nesterov: true }), learningRate: 0.1 }],
    [
      "a plateau schedule",
      {
        learningRate: plateau(0.01, { patience: 0, factor: 0.5 }),
        evaluate: pseudoLoss,
        evaluateEverySteps: 1,
      },
    ],
    ["three batches to a step", { accumulate: 3, seed: 5 }],
    [
      "frozen parameters, rates of their own and a slanted triangle",
      {
        learningRate: slantedTriangular(0.02),
        rateFactor: (name) => ({ embedding: 0, recurrentKernel: 0.5 })[name] ?? 1,
      },
    ],
  ])("with %s", async (_name, options) => {
    const whole = await train({ ...options, maxSteps: 10 });
    const parts = await train({ ...options, maxSteps: 10 }, [5]);
    expect(parts).toEqual(whole);
    expect(whole.seen.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
