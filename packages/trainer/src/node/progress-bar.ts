import { clearLine, cursorTo } from "node:readline";
import { Presets, SingleBar } from "cli-progress";
import type { TrainerObserver } from "../observer.ts";
import { ProgressText } from "./progress-text.ts";

const WIDTH = 20;

/** A bar that stays on one line of a terminal; evaluations scroll up above it. */
export function progressBar(stream: NodeJS.WritableStream, unit: string): TrainerObserver {
  const text = new ProgressText(unit);
  const bar = new SingleBar(
    // Redrawn even when nothing changed: a line above it was written over it.
    { stream, format: "{bar} {percentage}% · {text}", barsize: WIDTH, forceRedraw: true },
    Presets.shades_classic,
  );
  const above = (line: string) => {
    clearLine(stream, 0);
    cursorTo(stream, 0);
    stream.write(`${line}\n`);
  };
  return {
    onStart(report) {
      above(text.start(report));
      bar.start(1, 0, { text: "" });
    },
    onStep: (report) => bar.update(report.progress, { text: text.step(report) }),
    onEvaluate: (report) => above(text.evaluate(report)),
    onEnd: () => bar.stop(),
    onError: () => bar.stop(),
  };
}
