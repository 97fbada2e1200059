/** What a threshold does on the texts that it was chosen on. */
export interface ChosenThreshold {
  /** From this probability on a text counts as of the class. */
  readonly threshold: number;
  /** Share of the texts above it that are of the class; NaN where there is none. */
  readonly precision: number;
  /** Share of the texts of the class that are above it. */
  readonly recall: number;
}

/** Texts by falling probability, those of equal probability together. */
interface Cut extends ChosenThreshold {
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/**
 * The lowest threshold whose precision is at least the wanted one: that with the most recall.
 *
 * @param scores [N]: probability of the class.
 * @param isOfClass [N]: 1 for texts of the class, else 0.
 * @returns undefined where no threshold is that precise.
 */
export function thresholdForPrecision(
  scores: ArrayLike<number>,
  isOfClass: ArrayLike<number>,
  precision: number,
): ChosenThreshold | undefined {
  if (!(precision >= 0 && precision <= 1)) {
    throw new RangeError(`thresholdForPrecision: expected a precision in [0, 1], got ${precision}`);
  }
  let best: Cut | undefined;
  for (const cut of cuts(scores, isOfClass, "thresholdForPrecision")) {
    if (cut.precision >= precision) best = cut;
  }
  return best && withoutCounts(best);
}

/** What the two kinds of mistakes cost, in any unit. */
export interface MistakeCosts {
  /** A text that is not of the class is taken for one of it: a good mail in the spam folder. */
  readonly falsePositive: number;
  readonly falseNegative: number;
}

/**
 * The threshold with the lowest total cost of mistakes; of equal ones the highest. It may be above 1: never.
 *
 * @param scores [N]: probability of the class.
 * @param isOfClass [N]: 1 for texts of the class, else 0.
 */
export function thresholdForCost(
  scores: ArrayLike<number>,
  isOfClass: ArrayLike<number>,
  { falsePositive, falseNegative }: MistakeCosts,
): ChosenThreshold {
  if (!(falsePositive >= 0 && falseNegative >= 0 && falsePositive + falseNegative > 0)) {
    throw new RangeError(
      `thresholdForCost: expected costs of 0 or more, not both 0, got ${falsePositive} and ${falseNegative}`,
    );
  }
  const all = cuts(scores, isOfClass, "thresholdForCost");
  const cost = (cut: Cut) => cut.falsePositives * falsePositive + cut.falseNegatives * falseNegative;
  return withoutCounts(all.reduce((best, cut) => (cost(cut) < cost(best) ? cut : best)));
}

/** Every threshold that tells texts apart, the highest first; the first is above all scores. */
function cuts(scores: ArrayLike<number>, isOfClass: ArrayLike<number>, owner: string): Cut[] {
  if (scores.length === 0 || scores.length !== isOfClass.length) {
    throw new RangeError(
      `${owner}: expected as many scores as classes, got ${scores.length} and ${isOfClass.length}`,
    );
  }
  const order = Array.from({ length: scores.length }, (_, index) => index);
  for (const index of order) {
    if (!(scores[index] >= 0 && scores[index] <= 1)) {
      throw new RangeError(`${owner}: expected scores in [0, 1], got ${scores[index]} at position ${index}`);
    }
  }
  order.sort((one, other) => scores[other] - scores[one]);
  const ofClass = order.reduce((sum, index) => sum + (isOfClass[index] ? 1 : 0), 0);
  const found: Cut[] = [cutAt(1 + 2 ** -20, 0, 0, ofClass)];
  let truePositives = 0;
  let falsePositives = 0;
  for (const [place, index] of order.entries()) {
    if (isOfClass[index]) truePositives++;
    else falsePositives++;
    const isLastOfItsScore = place + 1 === order.length || scores[order[place + 1]] < scores[index];
    if (isLastOfItsScore) found.push(cutAt(scores[index], truePositives, falsePositives, ofClass));
  }
  return found;
}

function cutAt(threshold: number, truePositives: number, falsePositives: number, ofClass: number): Cut {
  return {
    threshold,
    precision: truePositives / (truePositives + falsePositives),
    recall: truePositives / ofClass,
    falsePositives,
    falseNegatives: ofClass - truePositives,
  };
}

function withoutCounts({ threshold, precision, recall }: Cut): ChosenThreshold {
  return { threshold, precision, recall };
}
