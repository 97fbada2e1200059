import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type ModelBundle, modelToFiles } from "../model-files.ts";
import { CONFIG_FILE, configFromFiles, TOKENIZER_FILE } from "../read-model-files.ts";
import { flushFolder, stageFile } from "./write-file-whole.ts";

/**
 * Saves a model as a folder: `config.json`, `model.safetensors` and, where given, `tokenizer.json` and `README.md`.
 *
 * At any moment, also when the process is killed or the disk is full, the folder holds the old model or the new one.
 * Loads may go on meanwhile, but one save into a folder must end before the next begins. A README.md that is there
 * stays where no card is given.
 *
 * @throws an Error that names the folder.
 */
export async function saveModelFolder(
  directory: string,
  { model, ...companions }: ModelBundle,
): Promise<void> {
  const files = await modelToFiles(model, companions);
  try {
    await mkdir(directory, { recursive: true });
    await replaceFiles(directory, files);
  } catch (error) {
    throw new Error(`saveModelFolder: ${directory} could not be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Where a file that config.json names by its hash stands until it has taken the place of the old one. */
export function waitingName(name: string, hash: string): string {
  return `.${name}.${hash}`;
}

/**
 * 1. Write all files under temporary names, 2. give those that the config names by hash a name made of that hash,
 * 3. replace config.json: from here on the folder is the new model's, 4. give the files their own names.
 */
async function replaceFiles(directory: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const { hashes } = configFromFiles(files, "");
  const staged = new Map<string, string>();
  try {
    for (const [name, bytes] of Object.entries(files)) {
      staged.set(name, await stageFile(directory, name, bytes));
    }
    for (const [name, hash] of Object.entries(hashes)) {
      const waiting = join(directory, waitingName(name, hash));
      await rename(staged.get(name) as string, waiting);
      staged.set(name, waiting);
    }
    await flushFolder(directory);
    await rename(staged.get(CONFIG_FILE) as string, join(directory, CONFIG_FILE));
  } catch (error) {
    await removeLeftovers(directory, (name) => name.endsWith(".tmp"));
    throw error;
  }
  await flushFolder(directory);
  staged.delete(CONFIG_FILE);
  for (const [name, path] of staged) await rename(path, join(directory, name));
  if (!staged.has(TOKENIZER_FILE)) await rm(join(directory, TOKENIZER_FILE), { force: true });
  await removeLeftovers(directory, () => true);
  await flushFolder(directory);
}

const LEFTOVER =
  /^\.(config\.json|model\.safetensors|tokenizer\.json|README\.md)\.([0-9a-f]{64}|[0-9a-f-]{36}\.tmp)$/;

/** Removes files of saves that did not end. */
async function removeLeftovers(directory: string, isUnwanted: (name: string) => boolean): Promise<void> {
  const names = await readdir(directory);
  const leftovers = names.filter((name) => LEFTOVER.test(name) && isUnwanted(name));
  await Promise.all(leftovers.map((name) => rm(join(directory, name), { force: true })));
}
