import { pooledLogit } from "./pool-probabilities.ts";

/**
 * The mean nats that a pool of models loses on labelled texts, as a function of the models' weights.
 *
 * A class with n texts counts as if one of n + 2 were of another class (Platt 1999, "Probabilistic outputs for support
 * vector machines"): a few texts that are all right are no proof of certainty.
 *
 * @param members [N,C] row-major of each model.
 * @param labels [N]
 * @throws RangeError when the sizes do not fit, a label is not in [0, C), or there is no text.
 */
export function doubtingNats(
  members: readonly Float32Array[],
  labels: Int32Array,
  owner: string,
): (weights: readonly number[]) => number {
  const classes = members[0].length / labels.length;
  const isRows = members.every(({ length }) => length === members[0].length);
  if (!(isRows && labels.length > 0 && Number.isInteger(classes) && classes >= 2)) {
    throw new RangeError(
      `${owner}: expected probabilities [N,C] of N >= 1 texts, got ${members.map(({ length }) => length)} for ${labels.length}`,
    );
  }
  const strange = labels.find((label) => !(label >= 0 && label < classes));
  if (strange !== undefined) {
    throw new RangeError(`${owner}: expected labels in [0, ${classes}), got ${strange}`);
  }
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]++;
  const doubts = Float64Array.from(counts, (count) => 1 / (count + 2));
  return (weights) => {
    let nats = 0;
    const logits = new Float64Array(classes);
    for (let row = 0; row < labels.length; row++) {
      for (let index = 0; index < classes; index++) {
        logits[index] = pooledLogit(members, weights, row * classes + index);
      }
      const own = logits[labels[row]];
      const largest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
      const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
      const others = logits.reduce((total, logit) => total + logit, -own) / (classes - 1);
      const doubt = doubts[labels[row]];
      nats += largest + Math.log(sum) - (1 - doubt) * own - doubt * others;
    }
    return nats / labels.length;
  };
}
