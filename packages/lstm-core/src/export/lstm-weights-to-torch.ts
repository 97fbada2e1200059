import { floatArray, transpose } from "../import/float-array.ts";
import { torchCells } from "../import/torch-cells.ts";
import type { NamedArray } from "../named-array.ts";

const OWNER = "lstmWeightsToTorch";

/**
 * The state_dict of a `torch.nn.LSTM` of the same layers: the inverse of `torchToLstmWeights`.
 *
 * Our one bias becomes PyTorch's `bias_ih`; its `bias_hh` is zero. An nn.LSTM has one hidden size: layers of different
 * ones become an nn.ModuleList of LSTMs of one layer each (`0.weight_ih_l0`, `1.weight_ih_l0`, …).
 *
 * @param arrays `lstm.0.forward.kernel`, …; others are left alone.
 * @param options.prefix what to put before PyTorch's names, for one "lstm.".
 */
export function lstmWeightsToTorch(
  arrays: Readonly<Record<string, NamedArray>>,
  { prefix = "" }: { readonly prefix?: string } = {},
): Record<string, NamedArray> {
  const bidirectional = Object.hasOwn(arrays, "lstm.0.backward.kernel");
  const hiddenSizes: number[] = [];
  const recurrentKernel = (layer: number) => `lstm.${layer}.forward.recurrentKernel`;
  for (let layer = 0; layer === 0 || Object.hasOwn(arrays, recurrentKernel(layer)); layer++) {
    hiddenSizes.push(floatArray(arrays, recurrentKernel(layer), 2, OWNER).shape[0]);
  }
  const isList = hiddenSizes.some((hiddenSize) => hiddenSize !== hiddenSizes[0]);
  const torch: Record<string, NamedArray> = {};
  for (const { ours, ...names } of torchCells(prefix, {
    layers: hiddenSizes.length,
    bidirectional,
    isList,
  })) {
    const bias = floatArray(arrays, `${ours}.bias`, 1, OWNER);
    torch[names.kernel] = transpose(floatArray(arrays, `${ours}.kernel`, 2, OWNER));
    torch[names.recurrentKernel] = transpose(floatArray(arrays, `${ours}.recurrentKernel`, 2, OWNER));
    torch[names.inputBias] = bias;
    torch[names.hiddenBias] = { shape: bias.shape, data: new Float32Array(bias.data.length) };
  }
  return torch;
}
