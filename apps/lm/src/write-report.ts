import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { writeFileWhole } from "@engram/lstm-core/node";
import { renderReport } from "@engram/trainer";
import { runPaths } from "./run-folder.ts";

/** Writes the curves of a run, from its log, as one HTML file. @throws Error when the folder has no log. */
export async function writeReport(directory: string, output: string): Promise<void> {
  let log: string;
  try {
    log = await readFile(runPaths(directory).log, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    throw new Error(`${directory} is not the folder of a training run: it has no log.jsonl`, { cause });
  }
  const page = renderReport(log, { title: basename(resolve(directory)) });
  await writeFileWhole(output, new TextEncoder().encode(page));
}
