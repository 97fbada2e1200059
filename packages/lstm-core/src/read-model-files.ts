import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { type ModelConfigFile, type ModelDescription, readModelConfig } from "./model-config-file.ts";
import type { NamedArray } from "./named-array.ts";
import { checkParameterArrays } from "./parameter-specs.ts";
import { dequantizeArrays } from "./quantized-arrays.ts";
import { decodeSafetensors } from "./safetensors-decode.ts";
import { MAX_HEADER_BYTES } from "./safetensors-layout.ts";

export const CONFIG_FILE = "config.json";
export const WEIGHTS_FILE = "model.safetensors";
export const TOKENIZER_FILE = "tokenizer.json";
export const CARD_FILE = "README.md";
/** The files of a model folder by name, as bytes. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>;

/** What a model folder's files hold, checked: enough to make the model. */
export interface ModelContent {
  readonly model: ModelDescription;
  /** The parameters by name, as float32: each one's name, shape and type is the model's. */
  readonly arrays: Readonly<Record<string, NamedArray>>;
  readonly tokenizerJson?: unknown;
  readonly card?: string;
}

/**
 * Reads and checks a model folder's files without making a tensor.
 *
 * @param options.trusted the files are part of the program, so that their hashes say nothing: they are not computed.
 * @throws an Error that begins with `where` and names the file.
 */
export function readModelFiles(
  files: ModelFiles,
  where = "readModelFiles: ",
  { trusted = false }: { readonly trusted?: boolean } = {},
): ModelContent {
  const config = configFromFiles(files, where);
  const tokenizerJson = naming(where + TOKENIZER_FILE, () => readTokenizer(files, config, trusted));
  const arrays = naming(where + WEIGHTS_FILE, () => readWeights(files, config, trusted));
  const card = Object.hasOwn(files, CARD_FILE) ? new TextDecoder().decode(files[CARD_FILE]) : undefined;
  return {
    model: config.model,
    arrays,
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

function readWeights(
  files: ModelFiles,
  config: ModelConfigFile,
  trusted: boolean,
): Record<string, NamedArray> {
  const bytes = fileOf(files, WEIGHTS_FILE);
  checkWeightsSize(config, bytes.length);
  if (!trusted) checkHash(WEIGHTS_FILE, bytes, config);
  const { arrays } = decodeSafetensors(bytes, { trusted });
  const restored = config.precision === "int8" ? dequantizeArrays(arrays) : arrays;
  checkParameterArrays(config.specs, restored, "readModelFiles");
  return restored;
}

function readTokenizer(files: ModelFiles, config: ModelConfigFile, trusted: boolean): unknown {
  if (!Object.hasOwn(config.hashes, TOKENIZER_FILE)) return undefined;
  const bytes = fileOf(files, TOKENIZER_FILE);
  if (!trusted) checkHash(TOKENIZER_FILE, bytes, config);
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

export function hashOf(bytes: Uint8Array): string {
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
export function naming<Result>(where: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${where}: ${reason}`, { cause: error });
  }
}
