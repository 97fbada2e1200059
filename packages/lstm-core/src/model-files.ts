import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { modelArrays } from "./model-arrays.ts";
import {
  type Model,
  type ModelConfigFile,
  type Precision,
  readModelConfig,
  writeModelConfig,
} from "./model-config-file.ts";
import { quantizeArrays } from "./quantized-arrays.ts";
import { decodeSafetensors } from "./safetensors-decode.ts";
import { encodeSafetensors } from "./safetensors-encode.ts";
import { MAX_HEADER_BYTES } from "./safetensors-layout.ts";

export const CONFIG_FILE = "config.json";
export const WEIGHTS_FILE = "model.safetensors";
export const TOKENIZER_FILE = "tokenizer.json";
export const CARD_FILE = "README.md";
/** The files of a model folder by name, as bytes. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>;

/** What goes into a model folder beside the model. */
export interface ModelCompanions {
  /** The tokenizer as JSON (Hugging Face's tokenizer.json); not looked into here. */
  readonly tokenizerJson?: unknown;
  /** The model card, in Markdown: see `modelCard`. */
  readonly card?: string | undefined;
  /** "int8" makes a file a quarter as large: see `quantizeArrays`. A model that was loaded is float32 again. */
  readonly precision?: Precision | undefined;
}

/** What a model folder holds. */
export interface ModelBundle extends ModelCompanions {
  readonly model: Model;
}

/**
 * The files of a model folder: `config.json`, `model.safetensors` and, where given, `tokenizer.json` and `README.md`.
 *
 * The config names the SHA-256 of the weights and of the tokenizer, so that files of two models are never mixed.
 */
export async function modelToFiles(
  model: Model,
  { tokenizerJson, card, precision = "float32" }: ModelCompanions = {},
): Promise<Record<string, Uint8Array>> {
  const floats = await modelArrays(model);
  const arrays = precision === "int8" ? quantizeArrays(floats) : floats;
  const encoder = new TextEncoder();
  const files: Record<string, Uint8Array> = { [WEIGHTS_FILE]: encodeSafetensors(arrays) };
  if (tokenizerJson !== undefined) files[TOKENIZER_FILE] = encoder.encode(JSON.stringify(tokenizerJson));
  const hashes = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, hashOf(bytes)]));
  if (card !== undefined) files[CARD_FILE] = encoder.encode(card);
  return { ...files, [CONFIG_FILE]: encoder.encode(writeModelConfig(model, hashes, precision)) };
}

/**
 * The model of a folder's files, whatever their bytes are.
 *
 * A tokenizer that the config does not name is another model's and left out.
 *
 * @throws an Error that names the file and what is wrong: a config that does not describe a model, weights or a
 * tokenizer that are not the ones it names, weights of other names, shapes or sizes. No tensor is made before all of
 * that is checked.
 */
export function modelFromFiles(files: ModelFiles): ModelBundle {
  return bundleFromFiles(files, "modelFromFiles: ");
}

/** {@link modelFromFiles} with errors that begin with `where` and the file's name. */
export function bundleFromFiles(files: ModelFiles, where: string): ModelBundle {
  const config = configFromFiles(files, where);
  const tokenizerJson = naming(where + TOKENIZER_FILE, () => readTokenizer(files, config));
  const model = naming(where + WEIGHTS_FILE, () => readWeights(files, config));
  const card = Object.hasOwn(files, CARD_FILE) ? new TextDecoder().decode(files[CARD_FILE]) : undefined;
  return {
    model,
    ...(tokenizerJson !== undefined && { tokenizerJson }),
    ...(card !== undefined && { card }),
  };
}

/** What config.json says, checked by itself. */
export function configFromFiles(files: ModelFiles, where: string): ModelConfigFile {
  return naming(where + CONFIG_FILE, () => readModelConfig(decodeText(fileOf(files, CONFIG_FILE))));
}

/** @throws when a weights file of `fileBytes` bytes cannot hold just the parameters of `config`. */
export function checkWeightsSize(config: ModelConfigFile, fileBytes: number): void {
  const most = config.dataBytes + MAX_HEADER_BYTES + 8;
  if (fileBytes < config.dataBytes || fileBytes > most) {
    throw new Error(
      `expected ${config.dataBytes} bytes of parameters and a header, as ${CONFIG_FILE} says, got ${fileBytes} bytes`,
    );
  }
}

function readWeights(files: ModelFiles, config: ModelConfigFile): Model {
  const bytes = fileOf(files, WEIGHTS_FILE);
  checkWeightsSize(config, bytes.length);
  checkHash(WEIGHTS_FILE, bytes, config);
  return config.createModel(decodeSafetensors(bytes).arrays);
}

function readTokenizer(files: ModelFiles, config: ModelConfigFile): unknown {
  if (!Object.hasOwn(config.hashes, TOKENIZER_FILE)) return undefined;
  const bytes = fileOf(files, TOKENIZER_FILE);
  checkHash(TOKENIZER_FILE, bytes, config);
  return JSON.parse(decodeText(bytes));
}

function checkHash(name: string, bytes: Uint8Array, { hashes }: ModelConfigFile): void {
  if (!Object.hasOwn(hashes, name)) throw new Error(`expected ${CONFIG_FILE} to name its SHA-256, got none`);
  const [expected, actual] = [hashes[name], hashOf(bytes)];
  if (actual !== expected) {
    throw new Error(
      `expected the SHA-256 ${expected} that ${CONFIG_FILE} names, got ${actual}: it was changed, or belongs to another model`,
    );
  }
}

function hashOf(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

function fileOf(files: ModelFiles, name: string): Uint8Array {
  if (!Object.hasOwn(files, name)) throw new Error("expected the file, got none");
  return files[name];
}

function decodeText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** Puts `where` before the message of an error. */
function naming<Result>(where: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${where}: ${reason}`, { cause: error });
  }
}
