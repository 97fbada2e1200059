import { GATES } from "../gate-order.ts";
import { forgetBias } from "../initializers/bias.ts";
import { glorotUniform } from "../initializers/glorot-uniform.ts";
import { orthogonal } from "../initializers/orthogonal.ts";
import type { ParameterSpec } from "../parameter-specs.ts";

export type Direction = "forward" | "backward";

/** What a stack is made of. */
export interface LstmStackShape {
  readonly inputSize: number; // I
  readonly hiddenSizes: readonly number[]; // H of each layer
  readonly bidirectional: boolean;
}

/** The directions of a stack in the order of its state. */
export function directions(bidirectional: boolean): readonly Direction[] {
  return bidirectional ? ["forward", "backward"] : ["forward"];
}

/** H of each entry of the stack's state. */
export function stateSizes({ hiddenSizes, bidirectional }: LstmStackShape): number[] {
  return hiddenSizes.flatMap((hiddenSize) => directions(bidirectional).map(() => hiddenSize));
}

/** `lstm.0.forward.kernel`, … of a stack, in the order in which they are initialised. */
export function lstmStackSpecs({ inputSize, hiddenSizes, bidirectional }: LstmStackShape): ParameterSpec[] {
  return hiddenSizes.flatMap((hiddenSize, layer) => {
    const width = GATES.length * hiddenSize;
    const layerInput = layer === 0 ? inputSize : hiddenSizes[layer - 1] * (bidirectional ? 2 : 1);
    return directions(bidirectional).flatMap((direction) => {
      const prefix = `lstm.${layer}.${direction}`;
      return [
        { name: `${prefix}.kernel`, shape: [layerInput, width], initialize: glorotUniform },
        { name: `${prefix}.recurrentKernel`, shape: [hiddenSize, width], initialize: orthogonal },
        { name: `${prefix}.bias`, shape: [width], initialize: forgetBias },
      ];
    });
  });
}
