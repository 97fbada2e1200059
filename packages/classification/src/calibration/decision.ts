/** A class that is chosen when its probability is high enough, else the likeliest of the others: plain JSON. */
export interface Decision {
  readonly label: string;
  /** In [0, 1]: from here on `label` is chosen. */
  readonly threshold: number;
}

/** The index of the class that is chosen: the likeliest, unless a decision says when. Ties go to the first. */
export function decide(
  probabilities: ArrayLike<number>,
  labels: readonly string[],
  decision?: Decision,
): number {
  const chosen = decision === undefined ? -1 : labels.indexOf(decision.label);
  if (decision !== undefined && chosen < 0) {
    throw new RangeError(`decide: expected a decision on one of ${labels.join(", ")}, got ${decision.label}`);
  }
  if (decision !== undefined && probabilities[chosen] >= decision.threshold) return chosen;
  let best = -1;
  for (let index = 0; index < labels.length; index++) {
    if (index !== chosen && (best < 0 || probabilities[index] > probabilities[best])) best = index;
  }
  return best;
}
