import { requireInteger, requireNumber } from "./check.ts";
import type { Schedule } from "./schedule.ts";

export interface StepDecayOptions {
  /** Updates between two drops. */
  readonly every: number;
  /** What each drop multiplies the rate by, in (0, 1]. Default 0.1. */
  readonly factor?: number;
}

/** The rate drops by `factor` after each `every` updates: `learningRate * factor ** floor(step / every)`. */
export function stepDecay(learningRate: number, { every, factor = 0.1 }: StepDecayOptions): Schedule {
  requireNumber("stepDecay: learningRate", learningRate, { above: 0 });
  requireInteger("stepDecay: every", every, 1);
  requireNumber("stepDecay: factor", factor, { above: 0, to: 1 });
  return ({ step }) => learningRate * factor ** Math.floor(step / every);
}
