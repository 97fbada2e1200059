import { floatArray, transpose } from "../import/float-array.ts";
import { torchLstmNames } from "../import/torch-names.ts";
import { directions } from "../layers/lstm-stack.ts";
import type { NamedArray } from "../named-array.ts";

const OWNER = "lstmWeightsToTorch";

/**
 * The state_dict of a `torch.nn.LSTM` of the same layers: the inverse of `torchToLstmWeights`.
 *
 * Our one bias becomes PyTorch's `bias_ih`; its `bias_hh` is zero.
 *
 * @param arrays `lstm.0.forward.kernel`, …; others are left alone.
 * @param options.prefix what to put before PyTorch's names, for one "lstm.".
 */
export function lstmWeightsToTorch(
  arrays: Readonly<Record<string, NamedArray>>,
  { prefix = "" }: { readonly prefix?: string } = {},
): Record<string, NamedArray> {
  const bidirectional = Object.hasOwn(arrays, "lstm.0.backward.kernel");
  const torch: Record<string, NamedArray> = {};
  for (let layer = 0; layer === 0 || Object.hasOwn(arrays, `lstm.${layer}.forward.kernel`); layer++) {
    for (const direction of directions(bidirectional)) {
      const names = torchLstmNames(prefix, layer, direction);
      const ours = `lstm.${layer}.${direction}`;
      const bias = floatArray(arrays, `${ours}.bias`, 1, OWNER);
      torch[names.kernel] = transpose(floatArray(arrays, `${ours}.kernel`, 2, OWNER));
      torch[names.recurrentKernel] = transpose(floatArray(arrays, `${ours}.recurrentKernel`, 2, OWNER));
      torch[names.inputBias] = bias;
      torch[names.hiddenBias] = { shape: bias.shape, data: new Float32Array(bias.data.length) };
    }
  }
  return torch;
}
