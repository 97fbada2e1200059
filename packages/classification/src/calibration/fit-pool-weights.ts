import { doubtingNats } from "./doubting-nats.ts";
import { goldenSection } from "./golden-section.ts";
import { fitTemperature } from "./temperature-scaling.ts";

/** Each weight is found anew, with the others as they are, so many times. */
const ROUNDS = 12;
const STEPS = 30;

/**
 * How much each model of an ensemble counts: the weights of `poolProbabilities` with the lowest loss on texts that none
 * was trained on, drawn towards a pool in which every calibrated model counts the same, by as much as one text would.
 *
 * @param members [N,C] row-major of each model.
 * @param labels [N]
 * @returns weights of 0 or more with a sum of 1; the temperature of the pool is yet to be found.
 * @throws RangeError when the sizes do not fit, a label is not in [0, C), or there is no text.
 */
export function fitPoolWeights(members: readonly Float32Array[], labels: Int32Array): number[] {
  const nats = doubtingNats(members, labels, "fitPoolWeights");
  if (members.length === 1) return [1];
  const temperatures = members.map((own) => fitTemperature(own, labels));
  const share = 1 / members.length;
  // In units of each model's calibrated logits.
  const units = members.map(() => share);
  const weightsOf = () => units.map((unit, member) => unit / temperatures[member]);
  const loss = () =>
    nats(weightsOf()) + units.reduce((sum, unit) => sum + (unit - share) ** 2, 0) / (2 * labels.length);
  for (let round = 0; round < ROUNDS; round++) {
    for (const member of units.keys()) {
      const lossAt = (unit: number) => {
        units[member] = unit;
        return loss();
      };
      units[member] = goldenSection(lossAt, [0, 2], STEPS);
    }
  }
  const weights = weightsOf();
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
