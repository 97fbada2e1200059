import { unzipSync, type Zippable, zipSync } from "fflate";
import { MAX_CONFIG_BYTES } from "./model-config-file.ts";
import {
  CARD_FILE,
  CONFIG_FILE,
  checkWeightsSize,
  configFromFiles,
  type ModelFiles,
  naming,
  TOKENIZER_FILE,
  WEIGHTS_FILE,
} from "./read-model-files.ts";

/** More than any tokenizer or card. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;

/** A model folder's files as one zip file, for browsers, which have no folders. Weights hardly shrink and are stored. */
export function modelFilesToZip(files: ModelFiles): Uint8Array {
  const entries: Zippable = {};
  for (const [name, bytes] of Object.entries(files)) {
    entries[name] = [bytes, { level: name === WEIGHTS_FILE ? 0 : 6, mtime: EARLIEST }];
  }
  return zipSync(entries);
}

/** The same model makes the same zip file. */
const EARLIEST = "1980-01-01T00:00:00";

/**
 * A model folder's files from a zip file that holds them, at its top or all in one folder; what else is in it is left
 * out. A file that claims more bytes than the model can have is not unpacked.
 *
 * @param options.source names the zip file in errors.
 * @throws Error that says what is wrong with it; the files are to be checked by `modelFromFiles`.
 */
export function modelFilesFromZip(
  zip: Uint8Array,
  { source = "the zip file" }: { readonly source?: string } = {},
): Record<string, Uint8Array> {
  const where = `modelFilesFromZip: ${source}`;
  return naming(where, () => {
    const folder = folderOfModel(zip);
    const configFile = unpack(zip, folder, { [CONFIG_FILE]: (bytes) => atMost(MAX_CONFIG_BYTES, bytes) });
    const config = configFromFiles(configFile, "");
    const others = unpack(zip, folder, {
      [WEIGHTS_FILE]: (bytes) => checkWeightsSize(config, bytes),
      [TOKENIZER_FILE]: (bytes) => atMost(MAX_TEXT_BYTES, bytes),
      [CARD_FILE]: (bytes) => atMost(MAX_TEXT_BYTES, bytes),
    });
    return { ...configFile, ...others };
  });
}

/** The path before config.json, which must be there once. */
function folderOfModel(zip: Uint8Array): string {
  const found: string[] = [];
  read(zip, (name) => {
    if (name === CONFIG_FILE || name.endsWith(`/${CONFIG_FILE}`)) found.push(name);
    return false;
  });
  if (found.length !== 1) {
    throw new Error(
      `expected a model's ${CONFIG_FILE}, got ${found.length === 0 ? "none" : found.join(", ")}`,
    );
  }
  return found[0].slice(0, -CONFIG_FILE.length);
}

/** The files of `folder` that are asked for and there; their sizes are checked before memory is taken for them. */
function unpack(
  zip: Uint8Array,
  folder: string,
  wanted: Readonly<Record<string, (bytes: number) => void>>,
): Record<string, Uint8Array> {
  const unpacked = read(zip, (name, bytes) => {
    const inner = name.slice(folder.length);
    if (!name.startsWith(folder) || !Object.hasOwn(wanted, inner)) return false;
    naming(inner, () => wanted[inner](bytes));
    return true;
  });
  return Object.fromEntries(
    Object.entries(unpacked).map(([name, bytes]) => [name.slice(folder.length), bytes]),
  );
}

function read(
  zip: Uint8Array,
  isWanted: (name: string, bytes: number) => boolean,
): Record<string, Uint8Array> {
  let refusal: unknown;
  try {
    return unzipSync(zip, {
      filter({ name, originalSize }) {
        try {
          return isWanted(name, originalSize);
        } catch (error) {
          refusal = error;
          throw error;
        }
      },
    });
  } catch (error) {
    if (refusal !== undefined) throw refusal;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`expected a whole zip file, got one that cannot be unpacked (${reason})`, {
      cause: error,
    });
  }
}

function atMost(most: number, bytes: number): void {
  if (bytes > most) throw new Error(`expected at most ${most} bytes, got ${bytes}`);
}
