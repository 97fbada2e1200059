import { join, sep } from "node:path";
import { MAX_CONFIG_BYTES } from "../model-config-file.ts";
import { bundleFromFiles, type ModelBundle } from "../model-files.ts";
import {
  CARD_FILE,
  CONFIG_FILE,
  checkWeightsSize,
  configFromFiles,
  TOKENIZER_FILE,
  WEIGHTS_FILE,
} from "../read-model-files.ts";
import { readFileIfThere } from "./read-file-if-there.ts";
import { waitingName } from "./save-model-folder.ts";

/** More than any tokenizer or card; less than the longest string. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;

/** Saves take far longer than the moment in which a load can meet one. */
const MOST_LOADS = 5;

/**
 * Loads a model folder, whatever its files hold; also while another process saves into it.
 *
 * @throws an Error that names the file and what is wrong with it, as `modelFromFiles` does; a file whose size tells
 * that it is wrong is not even read.
 */
export async function loadModelFolder(directory: string): Promise<ModelBundle> {
  const where = `loadModelFolder: ${join(directory, sep)}`;
  for (let load = 1; ; load++) {
    const files: Record<string, Uint8Array> = {};
    try {
      await readFiles(directory, where, files);
      return bundleFromFiles(files, where);
    } catch (error) {
      // Files that are not the config's may be those of a model saved since the config was read.
      if (load === MOST_LOADS || !(await isReplaced(directory, files[CONFIG_FILE]))) throw error;
    }
  }
}

async function readFiles(directory: string, where: string, files: Record<string, Uint8Array>): Promise<void> {
  const read = async (name: string, checkSize: (bytes: number) => void, hash?: string) => {
    // A save that was killed may have left the file of this config under the name it had until then.
    const names = hash === undefined ? [name] : [waitingName(name, hash), name];
    for (const candidate of names) {
      const bytes = await readFileIfThere(join(directory, candidate), where + candidate, checkSize);
      if (bytes === undefined) continue;
      files[name] = bytes;
      return;
    }
  };
  await read(CONFIG_FILE, checkConfigSize);
  const config = configFromFiles(files, where);
  const { [WEIGHTS_FILE]: weightsHash, [TOKENIZER_FILE]: tokenizerHash } = config.hashes;
  await read(WEIGHTS_FILE, (bytes) => checkWeightsSize(config, bytes), weightsHash);
  await read(TOKENIZER_FILE, (bytes) => checkSizeAtMost(MAX_TEXT_BYTES, bytes), tokenizerHash);
  await read(CARD_FILE, (bytes) => checkSizeAtMost(MAX_TEXT_BYTES, bytes));
}

/** Whether config.json is another one than the one that was read. */
async function isReplaced(directory: string, before: Uint8Array | undefined): Promise<boolean> {
  if (before === undefined) return false;
  const now = await readFileIfThere(join(directory, CONFIG_FILE), CONFIG_FILE, checkConfigSize);
  return now !== undefined && !Buffer.from(before).equals(now);
}

function checkConfigSize(bytes: number): void {
  checkSizeAtMost(MAX_CONFIG_BYTES, bytes);
}

function checkSizeAtMost(most: number, bytes: number): void {
  if (bytes > most) throw new Error(`expected at most ${most} bytes, got ${bytes}`);
}
