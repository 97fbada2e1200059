import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import { type KerasLayerWeights, kerasToParameters } from "../import/keras-to-parameters.ts";
import { parseKerasConfig, readKerasH5 } from "../import/read-keras-h5.ts";
import type { NamedArray } from "../named-array.ts";
import { namingFile } from "./naming-file.ts";
import { readH5 } from "./read-h5.ts";

/**
 * The parameters of a Keras model from its file: `.keras`, Keras 3's `.weights.h5`, or a legacy `.h5` (a whole model or
 * its weights). The kind is told by the content. Needs the package h5wasm.
 *
 * A Sequential model of Embedding (or one-hot input), LSTM or Bidirectional(LSTM) layers and Dense is taken; dropout is
 * left out. A weights file alone does not tell the activations: they must be tanh and sigmoid.
 *
 * @returns what `languageModelFromArrays`, `LanguageModel.fromParameters` and `SequenceClassifier.fromParameters` take.
 * @throws an Error that names the file and what does not fit.
 */
export async function importKeras(path: string): Promise<Record<string, NamedArray>> {
  return namingFile("importKeras", path, async () => {
    const bytes = await readFile(path);
    const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b; // "PK"
    return kerasToParameters(isZip ? await readKerasZip(bytes) : readKerasH5(await readH5(bytes)));
  });
}

const CONFIG = "config.json";
const WEIGHTS = "model.weights.h5";

async function readKerasZip(bytes: Uint8Array): Promise<KerasLayerWeights[]> {
  const files = unzipSync(bytes, {
    filter: ({ name, compression }) => {
      if (name !== CONFIG && name !== WEIGHTS) return false;
      // Keras stores them as they are; so no file is larger than the archive.
      if (compression !== 0) throw new Error(`expected ${name} to be stored uncompressed`);
      return true;
    },
  });
  for (const name of [CONFIG, WEIGHTS])
    if (!Object.hasOwn(files, name)) throw new Error(`expected ${name} in it, got none`);
  const config = parseKerasConfig(new TextDecoder("utf-8", { fatal: true }).decode(files[CONFIG]));
  return readKerasH5(await readH5(files[WEIGHTS]), config);
}
