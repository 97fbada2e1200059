import { join } from "node:path";
import type { EvaluationContext, TrainerObserver } from "../../src/index.ts";
import { createFolderCheckpoints, interruptSignal, jsonlLog } from "../../src/node/index.ts";
import { observedRun } from "./observed-run.ts";
import { paddedCodec } from "./padded-codec.ts";

/**
 * Trains in `directory` as `engram-lm` does, saving after each step, and prints what happens, one event a line.
 *
 * Arguments: the directory, how many steps, and "hang" for an evaluation that never ends.
 */
async function main([directory, steps, hang]: readonly string[]): Promise<void> {
  const say: TrainerObserver = {
    onCheckpoint: ({ kind, step }) => console.log(`${kind} ${step}`),
    onEvaluate: ({ step, counted }) => console.log(`evaluated ${step} ${counted}`),
  };
  const evaluate = async ({ step }: EvaluationContext) => {
    console.log(`evaluating ${step}`);
    if (hang !== undefined) await new Promise((resolve) => setTimeout(resolve, 1e9));
    return { loss: 2 + Math.sin(step) };
  };
  const interruption = interruptSignal();
  const { reason, step } = await observedRun({
    checkpoints: createFolderCheckpoints(directory, paddedCodec),
    saveEverySteps: 1,
    maxSteps: Number(steps),
    evaluate,
    evaluateEverySteps: 1e6,
    signal: interruption.signal,
    observers: [jsonlLog(join(directory, "log.jsonl")), say],
  });
  interruption.dispose();
  console.log(`${reason} ${step}`);
}

void main(process.argv.slice(2));
