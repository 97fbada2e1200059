import { rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { MAX_CONFIG_BYTES } from "../model-config-file.ts";
import {
  bundleFromFiles,
  CARD_FILE,
  CONFIG_FILE,
  checkWeightsSize,
  configFromFiles,
  MODEL_FILE_NAMES,
  type ModelBundle,
  modelToFiles,
  TOKENIZER_FILE,
  WEIGHTS_FILE,
} from "../model-files.ts";
import { readFileIfThere } from "./read-file-if-there.ts";
import { writeFiles } from "./write-files.ts";

/**
 * Saves a model as a folder: `config.json`, `model.safetensors` and, where given, `tokenizer.json` and `README.md`.
 *
 * Each file is replaced as a whole and none before all are written: with a full disk or a folder that cannot be
 * written to, the old model stays.
 *
 * @throws an Error that names the folder.
 */
export async function saveModelFolder(
  directory: string,
  { model, ...companions }: ModelBundle,
): Promise<void> {
  const files = await modelToFiles(model, companions);
  const present = MODEL_FILE_NAMES.filter((name) => Object.hasOwn(files, name));
  try {
    await writeFiles(
      directory,
      present.map((name) => [name, files[name]]),
    );
    // The tokenizer of a model that was here before is not this one's.
    if (!present.includes(TOKENIZER_FILE)) await rm(join(directory, TOKENIZER_FILE), { force: true });
  } catch (error) {
    throw new Error(`saveModelFolder: ${directory} could not be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/**
 * Loads a model folder, whatever its files hold.
 *
 * @throws an Error that names the file and what is wrong with it, as `modelFromFiles` does; a file whose size tells
 * that it is wrong is not even read.
 */
export async function loadModelFolder(directory: string): Promise<ModelBundle> {
  const where = `loadModelFolder: ${join(directory, sep)}`;
  const files: Record<string, Uint8Array> = {};
  const read = async (name: string, checkSize: (bytes: number) => void) => {
    const bytes = await readFileIfThere(join(directory, name), where + name, checkSize);
    if (bytes !== undefined) files[name] = bytes;
  };
  await read(CONFIG_FILE, (bytes) => checkSizeAtMost(MAX_CONFIG_BYTES, bytes));
  const config = configFromFiles(files, where);
  await read(WEIGHTS_FILE, (bytes) => checkWeightsSize(config, bytes));
  await read(TOKENIZER_FILE, (bytes) => checkSizeAtMost(MAX_TEXT_BYTES, bytes));
  await read(CARD_FILE, (bytes) => checkSizeAtMost(MAX_TEXT_BYTES, bytes));
  return bundleFromFiles(files, where);
}

/** More than any tokenizer or card; less than the longest string. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;

function checkSizeAtMost(most: number, bytes: number): void {
  if (bytes > most) throw new Error(`expected at most ${most} bytes, got ${bytes}`);
}
