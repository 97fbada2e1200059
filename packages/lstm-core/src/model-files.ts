import { type Model, modelFromArrays } from "./model.ts";
import { modelArrays } from "./model-arrays.ts";
import { asPrecision, type Precision, writeModelConfig } from "./model-config-file.ts";
import { quantizeArrays } from "./quantized-arrays.ts";
import {
  CARD_FILE,
  CONFIG_FILE,
  hashOf,
  type ModelFiles,
  naming,
  readModelFiles,
  TOKENIZER_FILE,
  WEIGHTS_FILE,
} from "./read-model-files.ts";
import { encodeSafetensors } from "./safetensors-encode.ts";

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
 *
 * @throws Error for another precision, and for "int8" with a weight that is not finite.
 */
export async function modelToFiles(
  model: Model,
  { tokenizerJson, card, precision = "float32" }: ModelCompanions = {},
): Promise<Record<string, Uint8Array>> {
  naming("modelToFiles", () => asPrecision(precision));
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
  const { model, arrays, ...companions } = readModelFiles(files, where);
  return { model: naming(where + WEIGHTS_FILE, () => modelFromArrays(model, arrays)), ...companions };
}
