import { createReadStream, createWriteStream, statSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TrainerObserver } from "../observer.ts";
import { formatLogEntry, type LogEntry, parseLogEntry, survivesResume } from "../run-log.ts";
import { LogFile } from "./log-file.ts";

/**
 * Writes what happens in a run to a file, one JSON object a line, told apart by `event`: `start`, `step`, `evaluate`,
 * `epoch`, `end`. `renderReport` reads it.
 *
 * A resumed run takes out what lies past the step it goes on from, so that each step is there once; a run that begins
 * anew begins the file anew.
 *
 * @throws Error, from the run, that names the file when it cannot be written.
 */
export function jsonlLog(path: string): TrainerObserver {
  const file = new LogFile("jsonlLog");
  const append = (entry: LogEntry) => file.append(`${formatLogEntry(entry)}\n`);
  return {
    async onStart(report) {
      await file.open(path, report.step === 0 ? { flag: "w" } : { prepare: () => cutLog(path, report.step) });
      await append({ event: "start", ...report });
    },
    onStep: ({ progress: _progress, ...report }) => append({ event: "step", ...report }),
    onEvaluate: (report) => append({ event: "evaluate", ...report }),
    onEpochEnd: (report) => append({ event: "epoch", ...report }),
    async onEnd(result) {
      await append({ event: "end", ...result });
      await file.close();
    },
    onError: () => file.close(),
  };
}

/** Leaves the entries that are part of the run after `step` updates. Streams: a log may be larger than memory. */
async function cutLog(path: string, step: number): Promise<void> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  const temporary = `${path}.temporary`;
  try {
    await pipeline(
      createReadStream(path),
      (source: Readable) => survivingLines(source, step),
      createWriteStream(temporary),
    );
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function* survivingLines(source: Readable, step: number): AsyncGenerator<string> {
  for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
    const entry = parseLogEntry(line);
    if (entry !== undefined && survivesResume(entry, step)) yield `${line}\n`;
  }
}
