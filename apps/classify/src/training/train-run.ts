import { rm } from "node:fs/promises";
import { join } from "node:path";
import { chooseBackend, describeBackend } from "@engram/backend/node";
import {
  buildTextClassifier,
  type LabelledText,
  type Recipe,
  type StageName,
  type TextClassifier,
} from "@engram/classification";
import { decodeSafetensors, encodeSafetensors } from "@engram/lstm-core";
import type { TrainerObserver } from "@engram/trainer";
import { createFolderCheckpoints, createProgress, interruptSignal } from "@engram/trainer/node";
import { INTERRUPTED } from "../exit-codes.ts";
import { scoreTable } from "../score-texts.ts";
import { finishRun } from "./finish-run.ts";
import { type PreparedData, prepareData } from "./prepare-data.ts";
import { differenceOf, type Run, readRun, runPaths, saveRun } from "./run-file.ts";
import type { TrainOptions } from "./train-options.ts";

export interface TrainRunSettings {
  readonly options: Omit<TrainOptions, "recipe">;
  /** The recipe for the texts to learn from; nothing but its epochs depends on them. */
  readonly recipeFor: (texts: readonly LabelledText[]) => Recipe;
  /** Begins anew, whatever is in the folder. */
  readonly force: boolean;
  readonly backend: string | undefined;
}

/**
 * Trains a classifier into a folder, or goes on with the run that was stopped there.
 *
 * Sets the process's exit code to 130 when Ctrl-C ended it; what was learnt is saved then.
 *
 * @throws Error when the folder holds a run that is finished or was started with other arguments.
 */
export async function trainRun(
  directory: string,
  files: readonly string[],
  { options: asked, recipeFor, force, backend }: TrainRunSettings,
): Promise<void> {
  const data = await prepareData(files, { ...asked, seed: recipeFor([]).seed });
  const options = { ...asked, recipe: recipeFor(data.train) };
  const run = describeRun(files, options, data);
  await openFolder(directory, run, force);
  console.error(dataLine(run));
  console.error(describeBackend(await chooseBackend(backend === undefined ? {} : { backend })));
  const classifier = await learn(directory, options, data);
  if (classifier === undefined) {
    process.exitCode = INTERRUPTED;
    console.error("interrupted: the same command goes on from here");
    return;
  }
  try {
    const report = await finishRun(directory, classifier, { run, data });
    console.log(scoreTable(report));
    console.error(`${directory}: classifier, README.md, report.html, report.json`);
  } finally {
    classifier.dispose();
  }
}

function describeRun(files: readonly string[], options: TrainOptions, data: PreparedData): Run {
  const { sources, labels, train, validation, test, duplicates } = data;
  const texts = { train: train.length, validation: validation.length, test: test.length };
  return { options, files, sources, labels, texts, duplicates, finished: false };
}

async function openFolder(directory: string, run: Run, force: boolean): Promise<void> {
  const found = force ? undefined : await readRun(directory);
  if (found !== undefined) {
    const difference = differenceOf(found, run);
    if (difference !== undefined) {
      throw new Error(`${directory} holds a run with another ${difference}; --force begins anew`);
    }
    if (found.finished) throw new Error(`${directory} holds this run already, finished; --force begins anew`);
  } else await rm(runPaths(directory).work, { recursive: true, force: true });
  await saveRun(directory, run);
}

/** @returns undefined when Ctrl-C ended it. */
async function learn(
  directory: string,
  { recipe }: TrainOptions,
  { train, validation, labels }: PreparedData,
): Promise<TextClassifier | undefined> {
  const { work } = runPaths(directory);
  const codec = { encode: encodeSafetensors, decode: decodeSafetensors };
  const interruption = interruptSignal();
  try {
    return await buildTextClassifier({
      train,
      validation,
      labels,
      recipe,
      checkpoints: (stage) => createFolderCheckpoints(join(work, stage), codec),
      observers: (stage) => [announce(stage), createProgress({ unit: unitOf(stage) })],
      signal: interruption.signal,
    });
  } catch (error) {
    if (interruption.signal.aborted) return undefined;
    throw error;
  } finally {
    interruption.dispose();
  }
}

/** What a step of a stage counts. */
const unitOf = (stage: StageName) => (stage.startsWith("pretrain") ? "tokens" : "texts");

function announce(stage: StageName): TrainerObserver {
  return { onStart: () => console.error(`${stage}:`) };
}

function dataLine({ texts, labels, duplicates, options }: Run): string {
  const { train, validation, test } = texts;
  const left = options.duplicates === "remove" ? "left out" : "kept";
  return `${train} texts to learn from, ${validation} to validate, ${test} to test; labels ${labels.join(", ")}; duplicates of test texts ${left}: ${duplicates.ofTest}`;
}
