import { Trainer, type TrainerObserver, type TrainerOptions } from "../../src/index.ts";
import { listStream, type slopeModel } from "./simple-models.ts";

/** An observer that writes down what it is told, briefly. */
export function diary(extra: TrainerObserver = {}) {
  const lines: string[] = [];
  const observer: TrainerObserver = {
    onStart: ({ step }) => void lines.push(`start ${step}`),
    onStep: (report) => {
      lines.push(`step ${report.step}`);
      return extra.onStep?.(report);
    },
    onEvaluate: ({ step, metrics, best, counted }) =>
      void lines.push(
        `evaluate ${step}: ${metrics.loss}${best ? " best" : ""}${counted ? "" : " uncounted"}`,
      ),
    onEpochEnd: ({ epoch }) => void lines.push(`epoch ${epoch}`),
    onCheckpoint: ({ kind, step }) => void lines.push(`save ${kind} ${step}`),
    onEnd: ({ reason }) => void lines.push(`end: ${reason}`),
    onError: (error) => void lines.push(`error: ${(error as Error).message}`),
  };
  return { lines, observer };
}

/** Evaluation losses one after the other. */
export const losses = (...values: number[]) => {
  const left = [...values];
  return async () => ({ loss: left.shift()! });
};

export const slopes = (
  model: ReturnType<typeof slopeModel>["model"],
  options: TrainerOptions,
  batches = [1, 2],
) => new Trainer(model, listStream(batches), options);
