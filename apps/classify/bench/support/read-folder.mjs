import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The files of a folder by their path in it. */
export async function readFolder(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = {};
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[path.slice(directory.length + 1).replaceAll("\\", "/")] = await readFile(path);
  }
  return files;
}
