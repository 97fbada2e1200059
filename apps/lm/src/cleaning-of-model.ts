import { existsSync } from "node:fs";
import type { CleaningOptions } from "./cleaning.ts";
import { loadRun, runPaths } from "./run-folder.ts";
import { defaultOptions } from "./training-options.ts";

/** How the text was cleaned that a model learned from. A model without its run, such as a copied one, has the default cleaning. */
export async function cleaningOfModel(directory: string): Promise<CleaningOptions> {
  return existsSync(runPaths(directory).run) ? (await loadRun(directory)).options : defaultOptions(0);
}
