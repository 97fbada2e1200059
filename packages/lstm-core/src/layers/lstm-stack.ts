// Registers the gradients of the standard ops that stand between the LSTM ops of a model.
import "@engram/backend";
import * as tf from "@tensorflow/tfjs-core";
import type { DropoutConfig } from "../dropout/dropout-config.ts";
import { DROPOUT_SITES } from "../dropout/dropout-sites.ts";
import { lockedDropout } from "../dropout/locked-dropout.ts";
import type { LossContext } from "../dropout/loss-context.ts";
import { unitDropout } from "../dropout/unit-dropout.ts";
import { weightDrop } from "../dropout/weight-drop.ts";
import type { LayerState, LstmState } from "../lstm-state.ts";
import { type LstmWeights, lstmSequence } from "../ops/lstm-sequence.ts";
import type { Parameters } from "../parameters.ts";
import { type Direction, directions, type LstmStackShape } from "./lstm-stack-specs.ts";

export interface LstmStackOptions {
  readonly lengths?: Int32Array | undefined;
  readonly dropout: DropoutConfig;
  readonly context: LossContext;
}

/**
 * Several LSTM layers, each reading what the one below writes; both directions side by side if asked for.
 *
 * @param input float32 [B,T,I] or int32 token ids [B,T] (one-hot).
 * @param parameters named as `lstmStackSpecs` says.
 * @param state index layer * D + direction.
 * @returns the last layer's `output` [B,T,D*H], the forward half first, and the final `state`.
 */
export function lstmStack(
  input: tf.Tensor3D | tf.Tensor2D,
  parameters: Parameters,
  state: LstmState,
  { hiddenSizes, bidirectional }: LstmStackShape,
  { lengths, dropout, context }: LstmStackOptions,
): { output: tf.Tensor3D; state: LstmState } {
  const perLayer = directions(bidirectional);
  if (state.length !== hiddenSizes.length * perLayer.length) {
    throw new RangeError(
      `lstmStack: expected a state of ${hiddenSizes.length * perLayer.length} entries, got ${state.length}`,
    );
  }
  const drop = dropout.locked ? lockedDropout : unitDropout<tf.Tensor3D>;
  const finalState: LayerState[] = [];
  let layerInput = input;
  for (let layer = 0; layer < hiddenSizes.length; layer++) {
    const halves = perLayer.map((direction, index) => {
      const weights = lstmWeights(parameters, layer, direction);
      const place = { layer, direction: index };
      const recurrentKernel = weightDrop(weights.recurrentKernel, dropout.recurrent, place, context);
      const made = lstmSequence(
        layerInput,
        { ...weights, recurrentKernel },
        state[layer * perLayer.length + index],
        { lengths, reverse: direction === "backward" },
      );
      finalState.push(made.state);
      return made.output;
    });
    const output = halves.length === 1 ? halves[0] : tf.concat(halves, 2);
    layerInput =
      layer + 1 < hiddenSizes.length
        ? drop(output, dropout.between, DROPOUT_SITES.afterLayer(layer), context)
        : output;
  }
  return { output: layerInput as tf.Tensor3D, state: finalState };
}

function lstmWeights(parameters: Parameters, layer: number, direction: Direction): LstmWeights {
  const prefix = `lstm.${layer}.${direction}`;
  return {
    kernel: parameters[`${prefix}.kernel`] as unknown as tf.Tensor2D,
    recurrentKernel: parameters[`${prefix}.recurrentKernel`] as unknown as tf.Tensor2D,
    bias: parameters[`${prefix}.bias`] as unknown as tf.Tensor1D,
  };
}
