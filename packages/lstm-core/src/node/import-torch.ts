import { readFile } from "node:fs/promises";
import type { TorchNames } from "../import/torch-names.ts";
import { torchToParameters } from "../import/torch-to-parameters.ts";
import type { NamedArray } from "../named-array.ts";
import { decodeSafetensors } from "../safetensors-decode.ts";
import { namingFile } from "./naming-file.ts";

/**
 * The parameters of a PyTorch model from a safetensors file of its state_dict; see `torchToParameters`.
 *
 * @param names where embedding, LSTM and linear layer stand in it.
 * @throws an Error that names the file and what does not fit.
 */
export async function importTorch(path: string, names: TorchNames = {}): Promise<Record<string, NamedArray>> {
  return namingFile("importTorch", path, async () =>
    torchToParameters(decodeSafetensors(await readFile(path)).arrays, names),
  );
}
