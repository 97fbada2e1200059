import type { NamedArray } from "../named-array.ts";
import { checkShape, floatArray, transpose } from "./float-array.ts";
import { torchCellsIn } from "./torch-cells.ts";
import { type TorchNames, torchNames } from "./torch-names.ts";
import { torchToLstmWeights } from "./torch-to-lstm-weights.ts";

const OWNER = "torchToParameters";

/**
 * The parameters of a PyTorch model of nn.Embedding (or one-hot input), nn.LSTM (or a list of them) and nn.Linear, under
 * our names.
 *
 * @param arrays a state_dict, as safetensors hold it. A model without a `weight` of the linear layer is taken to
 * tie it to the embedding.
 * @param names where the three layers stand in it.
 * @returns what `languageModelFromArrays`, `LanguageModel.fromParameters` and `SequenceClassifier.fromParameters` take.
 * @throws when an array is missing, does not fit or is left over.
 */
export function torchToParameters(
  arrays: Readonly<Record<string, NamedArray>>,
  names: TorchNames = {},
): Record<string, NamedArray> {
  const { embedding, lstm, output } = torchNames(names);
  const cells = torchCellsIn(arrays, lstm).flatMap(({ ours, ...own }) => Object.values<string>(own));
  const used = new Set([`${embedding}weight`, `${output}weight`, `${output}bias`, ...cells]);
  const parameters = torchToLstmWeights(arrays, { prefix: lstm });
  const extra = Object.keys(arrays).find((name) => !used.has(name));
  if (extra !== undefined) throw new Error(`${OWNER}: expected only ${[...used].join(", ")}, got ${extra}`);
  if (Object.hasOwn(arrays, `${embedding}weight`)) {
    parameters.embedding = floatArray(arrays, `${embedding}weight`, 2, OWNER);
  }
  const isTied = !Object.hasOwn(arrays, `${output}weight`);
  if (!isTied) parameters["output.kernel"] = transpose(floatArray(arrays, `${output}weight`, 2, OWNER));
  const bias = floatArray(arrays, `${output}bias`, 1, OWNER);
  const outputSize = isTied
    ? floatArray(arrays, `${embedding}weight`, 2, OWNER).shape[0]
    : parameters["output.kernel"].shape[1];
  checkShape(bias, `${output}bias`, [outputSize], OWNER);
  parameters["output.bias"] = bias;
  return parameters;
}
