import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeFileWhole } from "@engram/lstm-core/node";
import type { LinearClassifier } from "../linear/linear-classifier.ts";
import {
  checkLinearSize,
  LINEAR_CONFIG_FILE,
  LINEAR_WEIGHTS_FILE,
  linearFromFiles,
  linearToFiles,
  MOST_LINEAR_CONFIG_BYTES,
  readLinearFile,
} from "../linear/linear-files.ts";

/** Writes a linear classifier into a folder that nobody reads yet. */
export async function saveLinearFolder(
  directory: string,
  model: LinearClassifier,
  { precision }: { readonly precision: "float32" | "int8" },
): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [name, bytes] of Object.entries(linearToFiles(model, { precision }))) {
    await writeFileWhole(join(directory, name), bytes);
  }
}

/** Reads it, whatever the files hold; one whose size tells that it is wrong is not even read. */
export async function loadLinearFolder(directory: string): Promise<LinearClassifier> {
  const config = await readBounded(join(directory, LINEAR_CONFIG_FILE), (bytes) => {
    if (bytes > MOST_LINEAR_CONFIG_BYTES) {
      throw new Error(`expected at most ${MOST_LINEAR_CONFIG_BYTES} bytes, got ${bytes}`);
    }
  });
  const path = join(directory, LINEAR_CONFIG_FILE);
  const file = await naming(path, async () => readLinearFile(config));
  const weights = await readBounded(join(directory, LINEAR_WEIGHTS_FILE), (bytes) =>
    checkLinearSize(file, bytes),
  );
  return linearFromFiles(
    { [LINEAR_CONFIG_FILE]: config, [LINEAR_WEIGHTS_FILE]: weights },
    `loadTextClassifier: ${join(directory, "/")}`,
  );
}

function readBounded(path: string, check: (bytes: number) => void): Promise<Uint8Array> {
  return naming(path, async () => {
    check((await stat(path)).size);
    return readFile(path);
  });
}

async function naming<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw new Error(`loadTextClassifier: ${path}: ${(error as Error).message}`, { cause: error });
  }
}
