import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this app, seen from src as well as from dist. */
export const packageFolder = findUp(dirname(fileURLToPath(import.meta.url)), "package.json");

/** The folder of the repository, where `.venv` is. */
export const repositoryFolder = findUp(packageFolder, "pnpm-workspace.yaml");

function findUp(start: string, name: string): string {
  let folder = start;
  while (!existsSync(join(folder, name))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(`engram-bench: expected ${name} in ${start} or above it, got none`);
    folder = parent;
  }
  return folder;
}
