import { requireNumber } from "./check.ts";
import { groupOf, type ParameterGroups } from "./parameter-groups.ts";

/**
 * Learning rates that fall from the output to the input: the last group has the whole rate, each group before it
 * that of the next one divided by `factor` (ULMFiT, Howard and Ruder 2018).
 *
 * With the groups `[["embedding"], ["lstm.0"], ["output"]]` and factor 2, `lstm.0.forward.kernel` has 1/2.
 *
 * @param groups from the input to the output; every parameter belongs to one.
 * @returns what multiplies the learning rate of a parameter: `rateFactor` of the trainer.
 */
export function discriminativeRates(
  groups: ParameterGroups,
  { factor = 2.6 }: { readonly factor?: number } = {},
): (name: string) => number {
  requireNumber("discriminativeRates: factor", factor, { from: 1 });
  return (name) => factor ** (groupOf(name, groups, "discriminativeRates") - (groups.length - 1));
}
