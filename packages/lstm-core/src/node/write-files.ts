import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Writes files into a folder, so that each is whole at any time and a failure leaves all the old ones.
 *
 * All are written and flushed under temporary names before the first of them takes its own, in the given order: a full
 * disk shows before anything is replaced. The folder is made where it is missing.
 */
export async function writeFiles(
  directory: string,
  files: readonly (readonly [string, Uint8Array])[],
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const mark = randomUUID();
  const staged = files.map(([name, bytes]) => ({
    path: join(directory, name),
    temporary: join(directory, `.${name}.${mark}.tmp`),
    bytes,
  }));
  try {
    for (const { temporary, bytes } of staged) await writeFile(temporary, bytes, { flush: true });
    for (const { temporary, path } of staged) await rename(temporary, path);
  } catch (error) {
    await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })));
    throw error;
  }
  await flushNames(directory);
}

/** The new names themselves outlive a loss of power only once the folder is flushed; Windows cannot and need not. */
async function flushNames(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(directory, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
