import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";

export interface ListTextFilesOptions {
  /** Endings of the files that are taken from folders; default [".txt"]. */
  readonly extensions?: readonly string[];
}

/**
 * The files that `paths` stand for: a file for itself, a folder for all files in it and below it by extension.
 *
 * A folder's files come in the order of their names' code units, the same on every machine; files named in
 * `paths` come as they are written. Links inside folders are not followed, so there are no endless rounds.
 *
 * @throws Error that names the path that does not exist or the folder that holds no such file.
 */
export async function listTextFiles(
  paths: string | readonly string[],
  { extensions = [".txt"] }: ListTextFilesOptions = {},
): Promise<string[]> {
  const files: string[] = [];
  for (const path of typeof paths === "string" ? [paths] : paths) {
    if (!(await stat(path)).isDirectory()) {
      files.push(path);
      continue;
    }
    const found = await walk(path, new Set(extensions));
    if (found.length === 0) {
      throw new Error(`listTextFiles: expected files with ${extensions.join(", ")} in ${path}, got none`);
    }
    for (const file of found) files.push(file);
  }
  return files;
}

async function walk(folder: string, extensions: ReadonlySet<string>): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) for (const file of await walk(path, extensions)) files.push(file);
    else if (entry.isFile() && extensions.has(extname(entry.name))) files.push(path);
  }
  return files;
}
