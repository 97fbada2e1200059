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
  const folders = [await namesIn(join(path, "new")), await namesIn(join(path, "cur"))];
  if (folders.every((names) => names === undefined)) {
    throw new Error(`readMaildir: expected a folder with "new" or "cur" in it, got ${path}`);
  }
  const files = folders.flatMap((names, index) =>
    (names ?? []).map((name) => ({ name, path: join(path, ["new", "cur"][index], name) })),
  );
  files.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const file of files) {
    const mail = await unlessGone(readMailFile(file.path));
    if (mail !== undefined) yield mail;
  }
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  const entries = await unlessGone(readdir(folder, { withFileTypes: true }));
  return entries?.filter((entry) => entry.isFile() && !entry.name.startsWith(".")).map(({ name }) => name);
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
