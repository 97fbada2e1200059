import { basename } from "node:path";
import { type LabelledText, removeOverlap } from "@engram/classification";
import { splitExamples } from "@engram/dataset";
import { knownDataSet } from "../data/data-sets.ts";
import { type Fingerprint, fingerprint } from "../data/fingerprint.ts";
import { readLabelledTexts } from "../data/read-labelled-texts.ts";
import { labelsOf } from "../data/task.ts";
import { fairerTexts } from "./fairer-texts.ts";
import type { TrainOptions } from "./train-options.ts";

export interface PreparedData {
  readonly labels: readonly string[];
  /** With the counterfactuals, where there are any. */
  readonly train: readonly LabelledText[];
  readonly validation: readonly LabelledText[];
  readonly test: readonly LabelledText[];
  readonly sources: readonly Fingerprint[];
  readonly duplicates: DuplicateCounts;
}

/** What the preparation is told; `seed` deals the parts. */
export type PrepareOptions = Omit<TrainOptions, "recipe" | "precision"> & { readonly seed: number };

/** Training texts that are duplicates or near-duplicates of a text that scores or calibrates. */
export interface DuplicateCounts {
  readonly ofTest: number;
  readonly ofValidation: number;
}

/**
 * Reads the data and deals it into a training, a validation and a test part, stratified by label.
 *
 * What of the first two is a duplicate of a test text, or of the first of a validation text, is left out, unless the
 * options say that it is only counted. The training part is made fairer as they say.
 */
export async function prepareData(files: readonly string[], options: PrepareOptions): Promise<PreparedData> {
  const { task, seed, duplicates } = options;
  const { known, own } = await readParts(files, options);
  const sources = [
    fingerprint(options.data ?? namesOf(files), known),
    ...(own ? [fingerprint(`${options.data ?? namesOf(options.test)}, test`, own)] : []),
  ];
  const labels = labelsOf(task, [...known, ...(own ?? [])]);
  const { rest, part: test } = own ? { rest: known, part: own } : deal(known, options.testShare, seed);
  const withoutTest = removeOverlap(rest, test);
  const learnt = duplicates === "remove" ? withoutTest.train : rest;
  const { rest: dealt, part: validation } = deal(learnt, options.validationShare, seed);
  const withoutValidation = removeOverlap(dealt, validation);
  const train = duplicates === "remove" ? withoutValidation.train : dealt;
  return {
    labels,
    train: fairerTexts(train, options, seed),
    validation,
    test,
    sources,
    duplicates: { ofTest: withoutTest.removed.length, ofValidation: withoutValidation.removed.length },
  };
}

/** The texts to learn from, and the test texts where they are given and not dealt. */
async function readParts(files: readonly string[], { data, test, fields }: PrepareOptions) {
  if (data !== undefined) {
    if (test.length > 0) throw new Error("--test: expected no files beside --data");
    const { train, test: official } = await knownDataSet(data).read(files[0]);
    return { known: train, own: official };
  }
  if (files.length === 0) throw new Error("expected files to learn from, or --data; --help has examples");
  const own = test.length > 0 ? await readLabelledTexts(test, fields) : undefined;
  return { known: await readLabelledTexts(files, fields), own };
}

function deal(texts: readonly LabelledText[], share: number, seed: number) {
  const { rest, part } = splitExamples(
    texts.map(({ label }) => label),
    { rest: 1 - share, part: share },
    { seed },
  );
  const pick = (indices: Int32Array) => Array.from(indices, (index) => texts[index]);
  return { rest: pick(rest), part: pick(part) };
}

function namesOf(paths: readonly string[]): string {
  return paths.map((path) => basename(path)).join(", ");
}
