import { GATES } from "../gate-order.ts";
import type { NamedArray } from "../named-array.ts";
import { checkShape, type FloatArray, floatArray, transpose } from "./float-array.ts";
import { torchCellsIn } from "./torch-cells.ts";

const OWNER = "torchToLstmWeights";

/**
 * The weights of a `torch.nn.LSTM`, with any number of layers and one or both directions, under our names; or of an
 * nn.ModuleList of one-layer LSTMs, whose hidden sizes may differ.
 *
 * PyTorch's matrices are ours transposed, its gates stand in the same order, and its two biases always act as their
 * sum.
 *
 * @param arrays a state_dict: `weight_ih_l0` [4H,I], `weight_hh_l0` [4H,H], `bias_ih_l0` and `bias_hh_l0` [4H], and
 * so on for `_l1`, `_l0_reverse`, … (in a list `0.weight_ih_l0`, `1.weight_ih_l0`, …); others are left alone.
 * @param options.prefix what stands before these names, for one "lstm.".
 * @returns `lstm.0.forward.kernel` [I,4H], `lstm.0.forward.recurrentKernel` [H,4H], `lstm.0.forward.bias` [4H], …
 * @throws when an array is missing or does not fit, and for an LSTM without biases or with a projection.
 */
export function torchToLstmWeights(
  arrays: Readonly<Record<string, NamedArray>>,
  { prefix = "" }: { readonly prefix?: string } = {},
): Record<string, NamedArray> {
  const weights: Record<string, NamedArray> = {};
  for (const { ours, ...names } of torchCellsIn(arrays, prefix)) {
    const projection = names.kernel.replace("_ih_", "_hr_");
    if (Object.hasOwn(arrays, projection)) {
      throw new Error(`${OWNER}: expected an LSTM without projection, got ${projection}`);
    }
    const kernel = floatArray(arrays, names.kernel, 2, OWNER);
    const recurrentKernel = floatArray(arrays, names.recurrentKernel, 2, OWNER);
    const width = GATES.length * recurrentKernel.shape[1];
    checkShape(recurrentKernel, names.recurrentKernel, [width, recurrentKernel.shape[1]], OWNER);
    checkShape(kernel, names.kernel, [width, kernel.shape[1]], OWNER);
    weights[`${ours}.kernel`] = transpose(kernel);
    weights[`${ours}.recurrentKernel`] = transpose(recurrentKernel);
    const biases = [names.inputBias, names.hiddenBias].map((name) => {
      const bias = floatArray(arrays, name, 1, OWNER);
      checkShape(bias, name, [width], OWNER);
      return bias;
    });
    weights[`${ours}.bias`] = sum(biases[0], biases[1]);
  }
  return weights;
}

function sum(one: FloatArray, other: FloatArray): FloatArray {
  return { shape: one.shape, data: one.data.map((value, index) => value + other.data[index]) };
}
