import { directions } from "../layers/lstm-stack-specs.ts";
import type { NamedArray } from "../named-array.ts";

/** One layer and direction: what begins its names here, and its names in a PyTorch state_dict. */
export interface TorchCell {
  readonly ours: string; // lstm.0.forward
  readonly kernel: string; // [4H,I]
  readonly recurrentKernel: string; // [4H,H]
  readonly inputBias: string; // [4H]
  readonly hiddenBias: string; // [4H]
}

export interface TorchLstmShape {
  readonly layers: number;
  readonly bidirectional: boolean;
  /** An nn.ModuleList of one-layer nn.LSTMs (`1.weight_ih_l0`) instead of one nn.LSTM (`weight_ih_l1`). */
  readonly isList: boolean;
}

/** The cells of an LSTM in the order of its state. */
export function torchCells(
  prefix: string,
  { layers, bidirectional, isList }: TorchLstmShape,
): readonly TorchCell[] {
  return Array.from({ length: layers }, (_, layer) =>
    directions(bidirectional).map((direction) => {
      const module = isList ? `${prefix}${layer}.` : prefix;
      const suffix = `l${isList ? 0 : layer}${direction === "backward" ? "_reverse" : ""}`;
      return {
        ours: `lstm.${layer}.${direction}`,
        kernel: `${module}weight_ih_${suffix}`,
        recurrentKernel: `${module}weight_hh_${suffix}`,
        inputBias: `${module}bias_ih_${suffix}`,
        hiddenBias: `${module}bias_hh_${suffix}`,
      };
    }),
  ).flat();
}

/** The cells whose kernels stand in a state_dict; those of one layer where there are none. */
export function torchCellsIn(
  arrays: Readonly<Record<string, NamedArray>>,
  prefix: string,
): readonly TorchCell[] {
  const isList =
    !Object.hasOwn(arrays, `${prefix}weight_ih_l0`) && Object.hasOwn(arrays, `${prefix}0.weight_ih_l0`);
  const bidirectional = Object.hasOwn(arrays, `${prefix}${isList ? "0." : ""}weight_ih_l0_reverse`);
  const kernelOf = (layer: number) => prefix + (isList ? `${layer}.weight_ih_l0` : `weight_ih_l${layer}`);
  let layers = 1;
  while (Object.hasOwn(arrays, kernelOf(layers))) layers++;
  return torchCells(prefix, { layers, bidirectional, isList });
}
