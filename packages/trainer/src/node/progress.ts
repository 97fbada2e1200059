import type { WriteStream } from "node:tty";
import type { TrainerObserver } from "../observer.ts";
import { progressBar } from "./progress-bar.ts";
import { progressLines } from "./progress-lines.ts";

export interface ProgressOptions {
  /** Where to. Default `process.stderr`, which leaves the standard output to results. */
  readonly stream?: NodeJS.WritableStream;
  /** Seconds of the run between two lines where no bar is drawn. Default 10. */
  readonly everySeconds?: number;
  /** What a batch's targets are called. Default "tokens". */
  readonly unit?: string;
}

/** Shows loss, targets per second and the time left: as a bar on a terminal, as plain lines elsewhere. */
export function createProgress({
  stream = process.stderr,
  everySeconds = 10,
  unit = "tokens",
}: ProgressOptions = {}): TrainerObserver {
  const drawsBars = (stream as Partial<WriteStream>).isTTY === true && process.env.TERM !== "dumb";
  return drawsBars ? progressBar(stream, unit) : progressLines(stream, everySeconds, unit);
}
