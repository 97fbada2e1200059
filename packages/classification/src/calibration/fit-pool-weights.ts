import { doubtingNats } from "./doubting-nats.ts";
import { goldenSection } from "./golden-section.ts";
import { fitTemperature } from "./temperature-scaling.ts";

/** Each weight is found anew, with the others as they are, so many times. */
const ROUNDS = 12;
const STEPS = 30;
/** See decision 7 for what was measured. */
const DRAWING_TEXTS = 30;

/**
 * How much each model of an ensemble counts: the weights of `poolProbabilities` with the lowest loss on texts that none
 * was trained on, drawn towards the calibrated model that alone loses least, by as much as some thirty texts would: a few
 * texts that the others get right are no reason to trust them.
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
  const alone = members.map((_, member) =>
    nats(members.map((_, other) => (other === member ? 1 / temperatures[member] : 0))),
  );
  const best = alone.indexOf(Math.min(...alone));
  // In units of each model's calibrated logits.
  const prior = members.map((_, member): number => (member === best ? 1 : 0));
  const units = [...prior];
  const weightsOf = () => units.map((unit, member) => unit / temperatures[member]);
  const loss = () => {
    const drawn = units.reduce((sum, unit, member) => sum + (unit - prior[member]) ** 2, 0);
    return nats(weightsOf()) + (DRAWING_TEXTS * drawn) / (2 * labels.length);
  };
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
