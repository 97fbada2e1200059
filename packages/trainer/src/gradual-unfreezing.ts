import { groupOf, type ParameterGroups } from "./parameter-groups.ts";

/** A run of its own: its frozen parameters stay as they are. */
export interface UnfreezingStage {
  /** How many groups are trained, counted from the output. */
  readonly trainedGroups: number;
  /** `rateFactor` of the trainer: 0 for what is frozen. */
  readonly rateFactor: (name: string) => number;
}

/**
 * Trains the last group first, then the last two, and so on to all (ULMFiT, Howard and Ruder 2018): so that the new
 * output layer's first, wild gradients do not destroy what the layers below have learnt. One stage is one run of a
 * `Trainer`, usually of one epoch, with a fresh optimiser; the last takes as many as it likes.
 *
 * @param groups from the input to the output; every parameter belongs to one.
 * @param rateFactor of the parameters that are trained, such as `discriminativeRates` makes. Default 1.
 */
export function gradualUnfreezing(
  groups: ParameterGroups,
  rateFactor: (name: string) => number = () => 1,
): UnfreezingStage[] {
  if (groups.length === 0) throw new RangeError("gradualUnfreezing: expected at least one group, got none");
  return groups.map((_, index) => ({
    trainedGroups: index + 1,
    rateFactor: (name) =>
      groupOf(name, groups, "gradualUnfreezing") >= groups.length - 1 - index ? rateFactor(name) : 0,
  }));
}
