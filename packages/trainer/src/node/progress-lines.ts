import type { StepReport, TrainerObserver } from "../observer.ts";
import { ProgressText } from "./progress-text.ts";

/** A line every so many seconds of the run, and one for each evaluation: for files, pipes and simple terminals. */
export function progressLines(
  stream: NodeJS.WritableStream,
  everySeconds: number,
  unit: string,
): TrainerObserver {
  const text = new ProgressText(unit);
  let shownAt = Number.NEGATIVE_INFINITY;
  let waiting: string | undefined;
  const write = (line: string) => stream.write(`${line}\n`);
  const percentage = ({ progress }: StepReport) => `${Math.floor(progress * 100)}%`.padStart(4);
  return {
    onStart: (report) => void write(text.start(report)),
    onStep(report) {
      waiting = `${percentage(report)} · ${text.step(report)}`;
      if (report.elapsedSeconds - shownAt < everySeconds) return;
      shownAt = report.elapsedSeconds;
      write(waiting);
      waiting = undefined;
    },
    onEvaluate: (report) => void write(`      ${text.evaluate(report)}`),
    onEnd() {
      if (waiting !== undefined) write(waiting);
    },
  };
}
