import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RawMail } from "./raw-mail.ts";
import { readMailFile } from "./read-mail-file.ts";

/**
 * The mails of a maildir, one in memory at a time: those in `new` and in `cur`, in the order of their names, which begin
 * with the time of delivery. What is being delivered in `tmp` and folders inside are left alone.
 *
 * @throws Error when the folder has neither `new` nor `cur`.
 */
export async function* readMaildir(path: string): AsyncGenerator<RawMail, void, undefined> {
  const found = [...(await filesIn(path, "new")), ...(await filesIn(path, "cur"))];
  if (found.every((files) => files === undefined)) {
    throw new Error(`readMaildir: expected a folder with "new" or "cur" in it, got ${path}`);
  }
  for (const file of found.filter((name) => name !== undefined)) {
    const mail = await unlessGone(readMailFile(file));
    if (mail !== undefined) yield mail;
  }
}

async function filesIn(path: string, folder: string): Promise<(string | undefined)[]> {
  const entries = await unlessGone(readdir(join(path, folder), { withFileTypes: true }));
  if (entries === undefined) return [undefined];
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map(({ name }) => join(path, folder, name))
    .sort();
}

/** A mail program may move a mail while its neighbours are read. */
async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
