import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file whole or not at all: temporary file, fsync, rename. The folder is made where it is missing.
 *
 * Not `write-file-atomic`: version 7 takes a write that a full disk cut short for a whole one.
 *
 * @throws the system's error, such as ENOSPC; the old file is as it was then.
 */
export async function writeFileWhole(path: string, bytes: Uint8Array): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  const temporary = await stageFile(directory, basename(path), bytes);
  await rename(temporary, path);
  await flushFolder(directory);
}

/**
 * Writes a file under a temporary name and flushes it to the disk; a rename then makes it appear whole.
 *
 * @returns its path. A failure leaves nothing.
 */
export async function stageFile(directory: string, name: string, bytes: Uint8Array): Promise<string> {
  const temporary = join(directory, `.${name}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, bytes, { flush: true });
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return temporary;
}

/** New names outlive a loss of power only once the folder is flushed; Windows cannot and need not. */
export async function flushFolder(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(directory, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
