import { floatArray, transpose } from "../import/float-array.ts";
import { type TorchNames, torchNames } from "../import/torch-names.ts";
import type { NamedArray } from "../named-array.ts";
import { lstmWeightsToTorch } from "./lstm-weights-to-torch.ts";
import { outputKernel } from "./output-kernel.ts";

const OWNER = "parametersToTorch";

/**
 * The state_dict of a PyTorch model of nn.Embedding (where there is one), nn.LSTM and nn.Linear: the inverse of
 * `torchToParameters`. A tied output layer gets a copy of the embedding.
 *
 * @param arrays a model's parameters, from `modelArrays`.
 * @param names where the three layers are to stand.
 * @throws for a model with more than that (attention pooling).
 */
export function parametersToTorch(
  arrays: Readonly<Record<string, NamedArray>>,
  names: TorchNames = {},
): Record<string, NamedArray> {
  const { embedding, lstm, output } = torchNames(names);
  const torch: Record<string, NamedArray> = {};
  if (Object.hasOwn(arrays, "embedding"))
    torch[`${embedding}weight`] = floatArray(arrays, "embedding", 2, OWNER);
  Object.assign(torch, lstmWeightsToTorch(arrays, { prefix: lstm }));
  torch[`${output}weight`] = transpose(outputKernel(arrays, OWNER));
  torch[`${output}bias`] = floatArray(arrays, "output.bias", 1, OWNER);
  return torch;
}
