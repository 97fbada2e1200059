import { type AdamOptions, adamRecipe, type DecayRule } from "./adam.ts";
import { requireNumber } from "./check.ts";
import type { OptimizerRecipe } from "./optimizer.ts";

export interface AdamWOptions extends AdamOptions {
  /** Share of a parameter that a step at learning rate 1 takes away. Default 0.01. */
  readonly weightDecay?: number;
  /** Which parameters shrink. Default: those with two axes or more, so that biases do not. */
  readonly decays?: DecayRule;
}

/**
 * AdamW (Loshchilov and Hutter 2019): before Adam's step, `parameter *= 1 - learningRate * weightDecay`.
 *
 * PyTorch decays every parameter; `decays: () => true` does the same here.
 */
export function adamW({
  weightDecay = 0.01,
  decays = (_name, shape) => shape.length >= 2,
  ...options
}: AdamWOptions = {}): OptimizerRecipe {
  requireNumber("adamW: weightDecay", weightDecay, { from: 0 });
  return adamRecipe("adamW", options, weightDecay, decays);
}
