import { bpttStreams, type TokenBatch } from "@engram/dataset";
import * as tf from "@tensorflow/tfjs";
import { type CheckpointStore, Trainer, type TrainerObserver, type TrainerOptions } from "../../src/index.ts";
import { RecurrentModel } from "./recurrent-model.ts";

const tokens = Int32Array.from({ length: 151 }, (_, index) => (index * index + 3 * index) % 7);

export interface ObservedRun extends Partial<TrainerOptions> {
  readonly checkpoints: CheckpointStore;
  /** The run is interrupted when this step is done. */
  readonly interruptAfter?: number;
  readonly signal?: AbortSignal;
}

/** Trains the recurrent model for ten steps, going on from the store's last checkpoint when it has one. */
export async function observedRun({ interruptAfter, signal, ...options }: ObservedRun) {
  await tf.setBackend("cpu");
  const model = new RecurrentModel();
  const interrupt = new AbortController();
  const stop: TrainerObserver = {
    onStep: ({ step }) => {
      if (step === interruptAfter) interrupt.abort();
    },
  };
  const trainer = new Trainer<TokenBatch>(model, bpttStreams(tokens, { batchSize: 3, sequenceLength: 4 }), {
    maxSteps: 10,
    learningRate: 0.05,
    ...options,
    observers: [...(options.observers ?? []), stop],
  });
  try {
    await trainer.resume();
    return await trainer.run({ signal: signal ?? interrupt.signal });
  } finally {
    trainer.dispose();
    model.dispose();
  }
}

/** A clock that goes on by `milliseconds` each time it is read. */
export function tickingClock(milliseconds: number): () => number {
  let time = 0;
  return () => {
    time += milliseconds;
    return time;
  };
}
