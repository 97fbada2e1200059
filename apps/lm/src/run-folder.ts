import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFileWhole } from "@engram/lstm-core/node";
import type { Corpus } from "./corpus.ts";
import { parseOptions } from "./parse-options.ts";
import type { TrainingOptions } from "./training-options.ts";

/** The text that one token file holds. */
export interface PartSize {
  readonly characters: number;
  readonly bytes: number;
  readonly tokens: number;
  readonly unknownTokens: number;
}

/** What `run.json` says: all that `resume` needs beside the token files and the checkpoints. */
export interface Run {
  readonly options: TrainingOptions;
  readonly corpus: Corpus;
  readonly train: PartSize;
  readonly validation: PartSize;
}

/** What runs do that were begun before these options were there. */
const LATER_OPTIONS = { weightDrop: 0, activationRegularization: 0, temporalRegularization: 0 } as const;

/** Where everything lies in the folder of a run, which is also its model's folder. */
export function runPaths(directory: string) {
  return {
    run: join(directory, "run.json"),
    data: join(directory, "data"),
    tokenizer: join(directory, "data", "tokenizer.json"),
    train: join(directory, "data", "train.tokens"),
    validation: join(directory, "data", "validation.tokens"),
    checkpoints: join(directory, "checkpoints"),
    log: join(directory, "log.jsonl"),
    events: join(directory, "events"),
    report: join(directory, "report.html"),
  };
}

export async function saveRun(directory: string, run: Run): Promise<void> {
  const text = `${JSON.stringify(run, null, 2)}\n`;
  await writeFileWhole(runPaths(directory).run, new TextEncoder().encode(text));
}

/** @throws Error that names the folder or file and what is wrong with it. */
export async function loadRun(directory: string): Promise<Run> {
  const path = runPaths(directory).run;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    // ENOTDIR: it is a model's zip file.
    if (!["ENOENT", "ENOTDIR"].includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
    throw new Error(`${directory} is not the folder of a training run: it has no run.json`, { cause });
  }
  let run: Run;
  try {
    run = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  }
  const parts = [run?.options, run?.corpus, run?.train, run?.validation];
  if (parts.some((part) => typeof part !== "object" || part === null)) {
    throw new Error(`${path}: expected options, corpus, train and validation`);
  }
  return { ...run, options: parseOptions({ ...LATER_OPTIONS, ...run.options }, path) as TrainingOptions };
}

/** Removes what an earlier run left, and nothing else; its model stays until there is a new one. */
export async function removeRun(directory: string): Promise<void> {
  const { run, data, checkpoints, log, events, report } = runPaths(directory);
  for (const path of [run, data, checkpoints, log, events, report])
    await rm(path, { recursive: true, force: true });
}
