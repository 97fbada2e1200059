import { randomUUID } from "node:crypto";
import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const TEMPORARY = /\.[0-9a-f-]{36}\.temporary$/;

/**
 * Replaces a file as a whole: temporary file beside it, fsync, rename, fsync of the folder.
 *
 * A reader sees the old bytes or the new ones. Own code, since `write-file-atomic` 7 takes one write for all of them:
 * on a full disk that call writes a part without an error, and the part would replace the good file.
 *
 * @throws the system's error, such as ENOSPC; the old file is intact then.
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.temporary`;
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // The first error is the one to tell.
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Removes what writes to `path` left behind when the process was killed. */
export async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    if (name.replace(TEMPORARY, "") === basename(path) && TEMPORARY.test(name)) {
      await rm(join(folder, name), { force: true });
    }
  }
}

/** Makes a rename outlast a power cut. Windows opens no folders, and its renames need no such help. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
