import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { writeFileWhole } from "@engram/lstm-core/node";
import type { Fingerprint } from "../data/fingerprint.ts";
import type { DuplicateCounts } from "./prepare-data.ts";
import type { TrainOptions } from "./train-options.ts";

/** What `run.json` says: by it a run is known again. */
export interface Run {
  readonly options: TrainOptions;
  readonly files: readonly string[];
  readonly sources: readonly Fingerprint[];
  readonly labels: readonly string[];
  readonly texts: { readonly train: number; readonly validation: number; readonly test: number };
  readonly duplicates: DuplicateCounts;
  /** False until the classifier and its report are written. */
  readonly finished: boolean;
}

/** Where everything lies in the folder of a run, which is also its classifier's folder. */
export function runPaths(directory: string) {
  return {
    run: join(directory, "run.json"),
    /** Checkpoints by stage; gone when the run is finished. */
    work: join(directory, "work"),
    card: join(directory, "README.md"),
    report: join(directory, "report.html"),
    scores: join(directory, "report.json"),
  };
}

export async function saveRun(directory: string, run: Run): Promise<void> {
  const text = `${JSON.stringify(run, null, 2)}\n`;
  await writeFileWhole(runPaths(directory).run, new TextEncoder().encode(text));
}

/** @returns undefined where the folder has none. @throws Error that names the file when it is no JSON. */
export async function readRun(directory: string): Promise<Run | undefined> {
  const path = runPaths(directory).run;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  }
}

/** The first thing in which two runs differ, such as `options.recipe.epochs`; undefined where they are the same. */
export function differenceOf(one: Run, other: Run): string | undefined {
  const { finished: _one, ...first } = one;
  const { finished: _other, ...second } = other;
  // Through JSON, as the one that was read: there a field that is undefined is missing.
  return differingPath(JSON.parse(JSON.stringify(first)), JSON.parse(JSON.stringify(second)));
}

function differingPath(one: unknown, other: unknown): string | undefined {
  if (isDeepStrictEqual(one, other)) return undefined;
  if (!isObject(one) || !isObject(other)) return "";
  for (const name of Object.keys({ ...one, ...other })) {
    const inside = differingPath(one[name], other[name]);
    if (inside !== undefined) return inside === "" ? name : `${name}.${inside}`;
  }
  return "";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
