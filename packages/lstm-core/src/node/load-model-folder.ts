import { join, sep } from "node:path";
import { MAX_CONFIG_BYTES } from "../model-config-file.ts";
import {
  bundleFromFiles,
  CARD_FILE,
  CONFIG_FILE,
  checkWeightsSize,
  configFromFiles,
  type ModelBundle,
  TOKENIZER_FILE,
  WEIGHTS_FILE,
} from "../model-files.ts";
import { readFileIfThere } from "./read-file-if-there.ts";
import { waitingName } from "./save-model-folder.ts";

/** More than any tokenizer or card; less than the longest string. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;

/**
 * Loads a model folder, whatever its files hold.
 *
 * @throws an Error that names the file and what is wrong with it, as `modelFromFiles` does; a file whose size tells
 * that it is wrong is not even read.
 */
export async function loadModelFolder(directory: string): Promise<ModelBundle> {
  const where = `loadModelFolder: ${join(directory, sep)}`;
  const files: Record<string, Uint8Array> = {};
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
  await read(CONFIG_FILE, (bytes) => checkSizeAtMost(MAX_CONFIG_BYTES, bytes));
  const config = configFromFiles(files, where);
  const { [WEIGHTS_FILE]: weightsHash, [TOKENIZER_FILE]: tokenizerHash } = config.hashes;
  await read(WEIGHTS_FILE, (bytes) => checkWeightsSize(config, bytes), weightsHash);
  await read(TOKENIZER_FILE, (bytes) => checkSizeAtMost(MAX_TEXT_BYTES, bytes), tokenizerHash);
  await read(CARD_FILE, (bytes) => checkSizeAtMost(MAX_TEXT_BYTES, bytes));
  return bundleFromFiles(files, where);
}

function checkSizeAtMost(most: number, bytes: number): void {
  if (bytes > most) throw new Error(`expected at most ${most} bytes, got ${bytes}`);
}
