import { join } from "node:path";
import type { TrainerObserver } from "../observer.ts";
import { type EventContent, encodeEvent } from "./event-message.ts";
import { LogFile } from "./log-file.ts";
import { encodeTfRecord } from "./tf-record.ts";

export interface TensorBoardLogOptions {
  /** Milliseconds since 1970; tests pass a clock of their own. Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * Writes the curves of a run as an event file that TensorBoard reads: `tensorboard --logdir DIRECTORY`.
 *
 * Scalars: `loss/train` and `loss/validation` in nats, `validation/NAME` for the other metrics of an evaluation,
 * `training/learning_rate`, `training/gradient_norm`, `training/tokens_per_second`.
 * Each sitting of a run adds a file, which tells TensorBoard to forget what lies past the step it goes on from.
 *
 * @throws Error, from the run, that names the file when it cannot be written.
 */
export function tensorBoardLog(
  directory: string,
  { now = Date.now }: TensorBoardLogOptions = {},
): TrainerObserver {
  const file = new LogFile("tensorBoardLog");
  const append = (step: number, content: EventContent) =>
    file.append(encodeTfRecord(encodeEvent(now() / 1000, step, content)));
  return {
    async onStart({ step }) {
      await file.open(join(directory, eventFileName(now())));
      await append(0, { fileVersion: "brain.Event:2" });
      await append(step + 1, { sessionStart: true });
    },
    onStep: ({ step, loss, learningRate, gradientNorm, tokensPerSecond }) =>
      append(step, {
        scalars: {
          "loss/train": loss,
          "training/learning_rate": learningRate,
          "training/gradient_norm": gradientNorm,
          "training/tokens_per_second": tokensPerSecond,
        },
      }),
    async onEvaluate({ step, metrics, counted }) {
      if (!counted) return;
      const scalars = Object.entries(metrics).map(([name, value]) => [
        name === "loss" ? "loss/validation" : `validation/${name}`,
        value,
      ]);
      await append(step, { scalars: Object.fromEntries(scalars) });
    },
    onEnd: () => file.close(),
    onError: () => file.close(),
  };
}

/** TensorBoard reads files with `tfevents` in their names in the names' order; this one is the time's. */
function eventFileName(milliseconds: number): string {
  const seconds = String(Math.floor(milliseconds / 1000)).padStart(10, "0");
  return `events.out.tfevents.${seconds}.${String(Math.floor(milliseconds % 1000)).padStart(3, "0")}.engram`;
}
